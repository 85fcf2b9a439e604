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
