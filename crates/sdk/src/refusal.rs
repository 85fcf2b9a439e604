//! What core's rules refuse. npm/node/src/core.js and core-client.js have the code and the message of each, in this order.

/// A broken rule about a value. Wrong JavaScript types are refused before, in npm/node/src/arguments.js.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Refusal {
    /// There is no such operation in this module.
    Operation = 1,
    /// The secret is empty.
    SecretMissing,
    /// The secret has over 4,096 bytes.
    SecretTooLong,
    /// `webhook-id` is not an id.
    WebhookId,
    /// `webhook-timestamp` is not unix seconds.
    WebhookTimestamp,
    /// `webhook-signature` has no signature that we know.
    WebhookNoSignature,
    /// No signature matches.
    WebhookMismatch,
    /// The signature is right and the time is not.
    WebhookOutsideWindow,
    /// The session secret has fewer than 32 bytes.
    #[cfg(feature = "client")]
    SecretTooShort,
    /// `customerId` is not a customer's id.
    #[cfg(feature = "client")]
    CustomerId,
    /// `agentId` is not an agent's id.
    #[cfg(feature = "client")]
    AgentId,
    /// `expiresIn` is not 1 to 900 whole seconds.
    #[cfg(feature = "client")]
    Lifetime,
    /// `scope` names something that the role does not have.
    #[cfg(feature = "client")]
    Scope,
    /// `origin` is not an origin.
    #[cfg(feature = "client")]
    Origin,
    /// The workspace key does not fit into a header.
    #[cfg(feature = "client")]
    WorkspaceKey,
    /// A conversation's id is not one.
    #[cfg(feature = "client")]
    ConversationId,
}
