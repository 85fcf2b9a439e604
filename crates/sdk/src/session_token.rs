//! Minting session tokens (proxy.md §1).

use helpthread_core::{
    scope::{Scope, Scopes},
    session::{self, InvalidClaims, Role, SessionSecret, Terms},
};

use crate::{
    exchange::{Answer, Caller},
    refusal::Refusal,
    request::ID,
};

/// Room for scopes and for an origin, with the sign before them: no origin has more characters than 256.
const OPTION: usize = 512 + 2;

/// A token from `now` for `lifetime` seconds. The fields are the id, the secret, and then the scopes and the origin: before each of
/// these is a `=`, so that one that is not there differs from one that is empty.
pub(crate) fn mint(
    role: Role,
    caller: &mut impl Caller,
    now: i64,
    lifetime: i64,
    answer: &mut Answer,
) -> Result<(), Refusal> {
    let mut id = [0; ID];
    let mut terms = Terms::new(role, caller.field(&mut id), now, lifetime).map_err(|claims| told(claims, role))?;
    let secret = caller.secret(SessionSecret::from_bytes)?.map_err(|_| Refusal::SecretTooShort)?;
    let (mut scopes, mut origin) = ([0; OPTION], [0; OPTION]);
    if let Some(names) = caller.field(&mut scopes).strip_prefix(b"=") {
        terms = terms.narrowed_to(narrow(role, names)?);
    }
    if let Some(origin) = caller.field(&mut origin).strip_prefix(b"=") {
        terms = terms.bound_to(origin).map_err(|claims| told(claims, role))?;
    }
    session::write(&terms, &secret, answer);
    Ok(())
}

/// The scopes of those names. The proxy passes over a name it does not know or that the role does not have; whoever
/// writes one expects it to grant something, so it is refused here.
fn narrow(role: Role, names: &[u8]) -> Result<Scopes, Refusal> {
    let allowed = role.scopes();
    let known = |name| Scope::parse(name).is_some_and(|scope| allowed.allows(scope));
    if names.split(|byte| *byte == b' ').all(known) { Ok(Scopes::parse(names)) } else { Err(Refusal::Scope) }
}

fn told(claims: InvalidClaims, role: Role) -> Refusal {
    match (claims, role) {
        (InvalidClaims::Id, Role::Customer) => Refusal::CustomerId,
        (InvalidClaims::Id, Role::Agent) => Refusal::AgentId,
        (InvalidClaims::Lifetime, _) => Refusal::Lifetime,
        (InvalidClaims::Origin, _) => Refusal::Origin,
    }
}
