//! What core's rules refuse, as `HelpThreadError`s: a stable code, and a message that says what to do. No message
//! repeats a value, because the value may be a secret in the wrong place.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A broken rule about a value. Wrong JavaScript types are refused before, in npm/node/src/arguments.js.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The secret is empty.
    SecretMissing,
    /// The session secret has fewer than 32 bytes.
    SecretTooShort,
    /// `customerId` is not a customer's id.
    CustomerId,
    /// `agentId` is not an agent's id.
    AgentId,
    /// `expiresIn` is not 1 to 900 whole seconds.
    Lifetime,
    /// `scope` names something that the role does not have.
    Scope,
    /// `origin` is not an origin.
    Origin,
    /// The workspace key does not fit into a header.
    WorkspaceKey,
    /// A conversation's id is not one.
    ConversationId,
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
}

impl Refusal {
    /// The code that callers may rely on; npm/node/src/index.d.ts lists the same ones.
    fn code(self) -> &'static str {
        match self {
            Self::SecretMissing => "secret_missing",
            Self::SecretTooShort => "secret_too_short",
            Self::CustomerId => "invalid_customer_id",
            Self::AgentId => "invalid_agent_id",
            Self::Lifetime => "invalid_lifetime",
            Self::Scope => "invalid_scope",
            Self::Origin => "invalid_origin",
            Self::WorkspaceKey => "invalid_workspace_key",
            Self::ConversationId => "invalid_conversation_id",
            Self::WebhookId => "webhook_invalid_id",
            Self::WebhookTimestamp => "webhook_invalid_timestamp",
            Self::WebhookNoSignature => "webhook_no_signature",
            Self::WebhookMismatch => "webhook_signature_mismatch",
            Self::WebhookOutsideWindow => "webhook_timestamp_out_of_range",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::SecretMissing => "The secret is empty. Is the environment variable that holds it set?",
            Self::SecretTooShort => {
                "The session secret has fewer than 32 bytes. Make one with: openssl rand -base64 32"
            }
            Self::CustomerId => {
                "customerId must be a customer id of HelpThread: cus_ and letters, digits, _ or -, at most 64 in all."
            }
            Self::AgentId => {
                "agentId must be an agent id of HelpThread: usr_ and letters, digits, _ or -, at most 64 in all."
            }
            Self::Lifetime => "expiresIn must be 1 to 900 whole seconds: the widget asks for a new token in time.",
            Self::Scope => {
                "scope must be names with one space between: conversations:read, for agents also conversations:write."
            }
            Self::Origin => {
                "origin must be what browsers send as Origin, such as https://app.example.com, without a path."
            }
            Self::WorkspaceKey => "workspaceKey must be 1 to 128 visible ASCII characters without quote and backslash.",
            Self::ConversationId => {
                "A conversation's id is cnv_ and letters, digits, _ or -, at most 64 in all: take it from a conversation."
            }
            Self::WebhookId => "webhook-id must be 1 to 256 visible ASCII characters without a full stop.",
            Self::WebhookTimestamp => "webhook-timestamp must be unix seconds in 1 to 12 digits.",
            Self::WebhookNoSignature => "webhook-signature holds no v1 signature: is this a delivery of HelpThread?",
            Self::WebhookMismatch => {
                "No signature matches. Pass the body's raw bytes, and the signing secret of this webhook; explain() looks further."
            }
            Self::WebhookOutsideWindow => {
                "The signature is right, but too old or from the future: sync the clock with NTP, or it is a replay."
            }
        }
    }
}

#[wasm_bindgen(raw_module = "helpthread:error")]
extern "C" {
    /// Makes the `HelpThreadError` of the package.
    #[wasm_bindgen(js_name = refused)]
    fn refused(code: &str, message: &str) -> JsValue;
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refused(refusal.code(), refusal.message())
    }
}
