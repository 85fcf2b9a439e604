//! Minting session tokens (proxy.md §1). The two roles are two functions, so that a role and an id of the other kind
//! cannot meet.
#![expect(clippy::needless_pass_by_value, reason = "an optional string crosses the boundary owned or not at all")]

use alloc::{string::String, vec::Vec};

use helpthread_core::{
    id::{AgentId, CustomerId},
    scope::{Scope, Scopes},
    secret::Secret,
    session::{self, Claims, InvalidClaims, SessionSecret, Subject},
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::refusal::Refusal;

/// A token for a customer, who may read her own conversations.
///
/// `now` is unix seconds, `lifetime` seconds.
///
/// # Errors
/// What `refusal` lists, as a `HelpThreadError`.
#[wasm_bindgen(js_name = customerToken)]
pub fn customer_token(
    customer_id: &str,
    now: u32,
    lifetime: u32,
    scope: Option<String>,
    origin: Option<String>,
    secret: Vec<u8>,
) -> Result<String, JsValue> {
    let secret = Secret::new(secret); // before anything can fail, so that it is wiped whatever happens
    let subject = CustomerId::parse(customer_id).map(Subject::Customer).map_err(|_| Refusal::CustomerId)?;
    Ok(mint(subject, i64::from(now), i64::from(lifetime), scope.as_deref(), origin.as_deref(), &secret)?)
}

/// A token for an agent, who may read every conversation, reply and change.
///
/// `now` is unix seconds, `lifetime` seconds.
///
/// # Errors
/// What `refusal` lists, as a `HelpThreadError`.
#[wasm_bindgen(js_name = agentToken)]
pub fn agent_token(
    agent_id: &str,
    now: u32,
    lifetime: u32,
    scope: Option<String>,
    origin: Option<String>,
    secret: Vec<u8>,
) -> Result<String, JsValue> {
    let secret = Secret::new(secret);
    let subject = AgentId::parse(agent_id).map(Subject::Agent).map_err(|_| Refusal::AgentId)?;
    Ok(mint(subject, i64::from(now), i64::from(lifetime), scope.as_deref(), origin.as_deref(), &secret)?)
}

fn mint(
    subject: Subject,
    now: i64,
    lifetime: i64,
    scope: Option<&str>,
    origin: Option<&str>,
    secret: &Secret,
) -> Result<String, Refusal> {
    if secret.is_empty() {
        return Err(Refusal::SecretMissing);
    }
    let key = SessionSecret::new(secret).map_err(|_| Refusal::SecretTooShort)?;
    let narrowed = scope.map(|names| narrow(&subject, names)).transpose()?;
    let mut claims = Claims::new(subject, now, lifetime)?;
    if let Some(scopes) = narrowed {
        claims = claims.narrowed_to(scopes);
    }
    if let Some(origin) = origin {
        claims = claims.bound_to(origin)?;
    }
    Ok(session::mint(&claims, &key))
}

/// The scopes of those names. The proxy passes over a name it does not know or that the role does not have; whoever
/// writes one expects it to grant something, so it is refused here.
fn narrow(subject: &Subject, names: &str) -> Result<Scopes, Refusal> {
    let allowed = subject.scopes();
    let known = |name| Scope::parse(name).is_some_and(|scope| allowed.allows(scope));
    if names.split(' ').all(known) { Ok(Scopes::parse(names)) } else { Err(Refusal::Scope) }
}

impl From<InvalidClaims> for Refusal {
    fn from(claims: InvalidClaims) -> Self {
        match claims {
            InvalidClaims::Lifetime => Self::Lifetime,
            InvalidClaims::Origin => Self::Origin,
        }
    }
}
