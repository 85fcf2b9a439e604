//! What a token says, in the caller's own texts, and how that is written: for whoever has no allocator.

use super::{AUDIENCE, InvalidClaims, MAX_LIFETIME};
use crate::{
    encode::{put, put_decimal},
    id::{AgentId, CustomerId, has_form},
    origin::is_origin,
    scope::{Scope, Scopes},
};

/// Whom a token is for; each role has its own kind of id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `customer`: reads this customer's own conversations and nothing else.
    Customer,
    /// `agent`: reads every conversation of the workspace, replies and changes.
    Agent,
}

impl Role {
    /// The `role` claim.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
        }
    }

    /// What the role allows at most; `webhooks:manage` is in none.
    pub fn scopes(self) -> Scopes {
        match self {
            Self::Customer => Scopes::of([Scope::ConversationsRead]),
            Self::Agent => Scopes::of([Scope::ConversationsRead, Scope::ConversationsWrite]),
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Customer => CustomerId::PREFIX,
            Self::Agent => AgentId::PREFIX,
        }
    }
}

/// What a token is to say, checked: a token minted from it is accepted until it expires. [`super::Claims`] are the same with
/// texts of their own.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    pub(super) role: Role,
    pub(super) id: &'a [u8],
    pub(super) issued_at: i64,
    pub(super) expires_at: i64,
    pub(super) scopes: Option<Scopes>,
    pub(super) origin: Option<&'a [u8]>,
}

impl<'a> Terms<'a> {
    /// Terms for whoever has this id, from `now` (unix seconds, not before 1970) for `lifetime` seconds, with everything that the role
    /// allows.
    ///
    /// # Errors
    /// [`InvalidClaims::Id`] when the id is not one of the role's, [`InvalidClaims::Lifetime`] outside 1 to [`MAX_LIFETIME`].
    pub fn new(role: Role, id: &'a [u8], now: i64, lifetime: i64) -> Result<Self, InvalidClaims> {
        if !has_form(id, role.prefix()) {
            return Err(InvalidClaims::Id);
        }
        if !(1..=MAX_LIFETIME).contains(&lifetime) {
            return Err(InvalidClaims::Lifetime);
        }
        Ok(Self { role, id, issued_at: now, expires_at: now.saturating_add(lifetime), scopes: None, origin: None })
    }

    /// Narrows what the role allows.
    #[must_use]
    pub fn narrowed_to(mut self, scopes: Scopes) -> Self {
        self.scopes = Some(scopes);
        self
    }

    /// Binds the token to pages of one origin.
    ///
    /// # Errors
    /// [`InvalidClaims::Origin`] when no browser would send this as `Origin`.
    pub fn bound_to(mut self, origin: &'a [u8]) -> Result<Self, InvalidClaims> {
        if !is_origin(origin) {
            return Err(InvalidClaims::Origin);
        }
        self.origin = Some(origin);
        Ok(self)
    }

    /// The claims as a JSON object. Written by hand, because a serialiser would be a tenth of the SDK's module; nothing needs to be
    /// escaped, since ids, roles, scopes and origins hold neither quotes nor backslashes nor control characters.
    pub(super) fn write_json(&self, out: &mut impl Extend<u8>) {
        let role = self.role.as_str().as_bytes();
        for part in
            [br#"{"aud":""#, AUDIENCE.as_bytes(), br#"","sub":""#, self.id, br#"","role":""#, role, br#"","iat":"#]
        {
            put(out, part);
        }
        put_decimal(out, self.issued_at);
        put(out, br#","exp":"#);
        put_decimal(out, self.expires_at);
        if let Some(scopes) = self.scopes {
            let mut before: &[u8] = br#","scope":""#;
            // A token that may do nothing says so: without the claim it could do all that its role allows.
            if scopes == Scopes::NONE {
                put(out, before);
            }
            for scope in scopes.iter() {
                put(out, before);
                put(out, scope.as_str().as_bytes());
                before = b" ";
            }
            put(out, b"\"");
        }
        if let Some(origin) = self.origin {
            put(out, br#","origin":""#);
            put(out, origin);
            put(out, b"\"");
        }
        put(out, b"}");
    }
}
