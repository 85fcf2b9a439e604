//! Who a token speaks for, for how long, and what that allows.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer};

use super::{AUDIENCE, LEEWAY, MAX_LIFETIME, Role, SessionError, Terms};
use crate::{
    id::{AgentId, CustomerId},
    origin::Origin,
    scope::Scopes,
};

/// The claims `sub` and `role` together: a role has its own kind of id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// `role: "customer"`: reads this customer's own conversations and nothing else.
    Customer(CustomerId),
    /// `role: "agent"`: reads every conversation of the workspace, replies and changes.
    Agent(AgentId),
}

impl Subject {
    /// The kind of id that it is.
    const fn kind(&self) -> Role {
        match self {
            Self::Customer(_) => Role::Customer,
            Self::Agent(_) => Role::Agent,
        }
    }

    /// The `role` claim.
    pub const fn role(&self) -> &'static str {
        self.kind().as_str()
    }

    /// The `sub` claim.
    pub fn id(&self) -> &str {
        match self {
            Self::Customer(id) => id.as_str(),
            Self::Agent(id) => id.as_str(),
        }
    }

    /// What the role allows at most; `webhooks:manage` is in none.
    pub fn scopes(&self) -> Scopes {
        self.kind().scopes()
    }
}

/// What a token is to say, checked: a token minted from it is accepted until it expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    subject: Subject,
    issued_at: i64,
    expires_at: i64,
    scopes: Option<Scopes>,
    origin: Option<Origin>,
}

/// What a token cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidClaims {
    /// The id must be one of the role's.
    Id,
    /// The lifetime must be 1 to 900 seconds.
    Lifetime,
    /// The origin must be `scheme://host[:port]`, as browsers send it.
    Origin,
}

impl fmt::Display for InvalidClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "an id of the role is expected",
            Self::Lifetime => "a lifetime of 1 to 900 seconds is expected",
            Self::Origin => "an origin such as https://app.example.com is expected",
        })
    }
}

impl core::error::Error for InvalidClaims {}

impl Claims {
    /// Claims for `subject` from `now` (unix seconds, not before 1970) for `lifetime` seconds, with everything that the role allows.
    ///
    /// # Errors
    /// [`InvalidClaims::Lifetime`] outside 1 to [`MAX_LIFETIME`].
    pub fn new(subject: Subject, now: i64, lifetime: i64) -> Result<Self, InvalidClaims> {
        if !(1..=MAX_LIFETIME).contains(&lifetime) {
            return Err(InvalidClaims::Lifetime);
        }
        Ok(Self { subject, issued_at: now, expires_at: now.saturating_add(lifetime), scopes: None, origin: None })
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
    pub fn bound_to(mut self, origin: &str) -> Result<Self, InvalidClaims> {
        self.origin = Some(Origin::parse(origin).ok_or(InvalidClaims::Origin)?);
        Ok(self)
    }

    pub(super) fn terms(&self) -> Terms<'_> {
        Terms {
            role: self.subject.kind(),
            id: self.subject.id().as_bytes(),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            scopes: self.scopes,
            origin: self.origin.as_ref().map(|origin| origin.as_str().as_bytes()),
        }
    }
}

/// A verified token: who asks, and what that allows until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who asks.
    pub subject: Subject,
    /// What the role allows, narrowed by the token.
    pub scopes: Scopes,
    /// The only Origin that the token is good for, if it names one.
    pub origin: Option<Origin>,
    /// The `exp` claim, in unix seconds.
    pub expires_at: i64,
}

/// The claims as they travel. Unknown ones are ignored (RFC 7519 §4); a repeated one is refused by the reader.
#[derive(Deserialize)]
pub(super) struct Wire {
    aud: String,
    sub: String,
    role: String,
    iat: i64,
    exp: i64,
    #[serde(default, deserialize_with = "stated")]
    nbf: Option<i64>,
    #[serde(default, deserialize_with = "stated")]
    scope: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    origin: Option<String>,
}

/// Reads a field that may be left out and, once there, must have its type: a `null` scope or origin restricts nothing,
/// which whoever wrote it did not mean.
pub(super) fn stated<'de, D: Deserializer<'de>, T: Deserialize<'de>>(field: D) -> Result<Option<T>, D::Error> {
    T::deserialize(field).map(Some)
}

impl Wire {
    /// The session of these claims at `now`. Expiry is told last: an expired token that is wrong otherwise is invalid.
    pub(super) fn check(self, now: i64) -> Result<Session, SessionError> {
        let lifetime = self.exp.checked_sub(self.iat).ok_or(SessionError::Claims)?;
        let latest_start = now.saturating_add(LEEWAY);
        let in_time = self.iat >= 0
            && (1..=MAX_LIFETIME).contains(&lifetime)
            && self.iat <= latest_start
            && self.nbf.is_none_or(|nbf| nbf <= latest_start);
        if self.aud != AUDIENCE || !in_time {
            return Err(SessionError::Claims);
        }
        let origin = match self.origin.as_deref() {
            Some(text) => Some(Origin::parse(text).ok_or(SessionError::Claims)?),
            None => None,
        };
        let subject = match self.role.as_str() {
            "customer" => CustomerId::parse(&self.sub).map(Subject::Customer),
            "agent" => AgentId::parse(&self.sub).map(Subject::Agent),
            _ => return Err(SessionError::Claims),
        };
        let subject = subject.map_err(|_| SessionError::Claims)?;
        if now >= self.exp.saturating_add(LEEWAY) {
            return Err(SessionError::Expired);
        }
        let allowed = subject.scopes();
        let scopes = self.scope.map_or(allowed, |names| allowed.narrowed_to(Scopes::parse(&names)));
        Ok(Session { subject, scopes, origin, expires_at: self.exp })
    }
}
