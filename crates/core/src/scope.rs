//! What a credential or a session may do (api-v1.md §1, inferred).

use core::fmt;

/// One permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `conversations:read`: both lists.
    ConversationsRead,
    /// `conversations:write`: replies and changes.
    ConversationsWrite,
    /// `webhooks:manage`: registering webhooks; never available to a browser (proxy.md §1).
    WebhooksManage,
}

impl Scope {
    /// Every scope, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::ConversationsRead, Self::ConversationsWrite, Self::WebhooksManage];

    /// The scope's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConversationsRead => "conversations:read",
            Self::ConversationsWrite => "conversations:write",
            Self::WebhooksManage => "webhooks:manage",
        }
    }

    /// The scope of that name.
    pub fn parse(name: impl AsRef<[u8]>) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str().as_bytes() == name.as_ref())
    }

    const fn bit(self) -> u8 {
        match self {
            Self::ConversationsRead => 1,
            Self::ConversationsWrite => 2,
            Self::WebhooksManage => 4,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// No permission.
    pub const NONE: Self = Self(0);

    /// The set of these scopes.
    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }

    /// Reads names separated by spaces (RFC 6749 §3.3). A name we do not know grants nothing and is passed over.
    pub fn parse(names: impl AsRef<[u8]>) -> Self {
        Self::of(names.as_ref().split(|byte| *byte == b' ').filter_map(Scope::parse))
    }

    /// Whether the set holds `scope`.
    pub fn allows(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// What both sets hold.
    #[must_use]
    pub fn narrowed_to(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The scopes in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.allows(*scope))
    }
}
