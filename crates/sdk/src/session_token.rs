//! Minting session tokens (proxy.md §1).

use alloc::string::String;

use helpthread_core::{
    id::{AgentId, CustomerId},
    scope::{Scope, Scopes},
    session::{self, Claims, InvalidClaims, SessionSecret, Subject},
};

use crate::{fields::Reader, refusal::Refusal};

/// Whom a token is for; each role has its own kind of id.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Role {
    /// Reads her own conversations.
    Customer,
    /// Reads every conversation, replies and changes.
    Agent,
}

/// A token from `now` for `lifetime` seconds. The fields are the secret, the id, and then optionally the scopes and the origin:
/// each of these begins with `=`, so that one that is not there differs from one that is empty.
pub(crate) fn mint(role: Role, fields: &mut Reader<'_>, now: i64, lifetime: i64) -> Result<String, Refusal> {
    let (secret, id) = (fields.secret(), fields.text());
    let subject = match role {
        Role::Customer => CustomerId::parse(id).map(Subject::Customer).map_err(|_| Refusal::CustomerId)?,
        Role::Agent => AgentId::parse(id).map(Subject::Agent).map_err(|_| Refusal::AgentId)?,
    };
    if secret.is_empty() {
        return Err(Refusal::SecretMissing);
    }
    let key = SessionSecret::new(&secret).map_err(|_| Refusal::SecretTooShort)?;
    let narrowed = optional(fields).map(|names| narrow(&subject, names)).transpose()?;
    let mut claims = Claims::new(subject, now, lifetime)?;
    if let Some(scopes) = narrowed {
        claims = claims.narrowed_to(scopes);
    }
    if let Some(origin) = optional(fields) {
        claims = claims.bound_to(origin)?;
    }
    Ok(session::mint(&claims, &key))
}

fn optional<'a>(fields: &mut Reader<'a>) -> Option<&'a str> {
    fields.text().strip_prefix('=')
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
