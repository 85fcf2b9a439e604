//! The five operations of v1, listed once (api-v1.md §3). The API's router, the proxy's allow-list, the SDK's methods and
//! the reference are derived from this table or checked against it: a sixth operation starts here.

mod route;
mod table;

pub use route::{Route, RouteMiss, route};
pub use table::ENDPOINTS;

use crate::{error::ErrorCode, scope::Scope};

/// One operation's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `GET /conversations`
    ListConversations,
    /// `POST /conversations/:id/messages`
    CreateMessage,
    /// `PATCH /conversations/:id`
    UpdateConversation,
    /// `GET /customers/:id/conversations`
    ListCustomerConversations,
    /// `POST /webhooks`
    CreateWebhook,
}

/// An HTTP method that v1 uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PATCH`
    Patch,
}

impl Method {
    /// The method on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }

    /// The method written `text`; methods are case-sensitive (RFC 9110 §9.1).
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Patch].into_iter().find(|method| method.as_str() == text)
    }
}

/// One query parameter. All of them are optional.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// `string` or `integer`.
    pub kind: &'static str,
    /// What it does and what it accepts.
    pub description: &'static str,
}

/// A type of the contract, as bodies and answers name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// [`crate::body::NewMessage`]
    NewMessage,
    /// [`crate::body::ConversationChange`]
    ConversationChange,
    /// [`crate::body::NewWebhook`]
    NewWebhook,
    /// `{"data": Conversation}`
    Conversation,
    /// `{"data": Message}`
    Message,
    /// `{"data": Webhook}`
    Webhook,
    /// `{"data": [Conversation], "pagination": …}`
    ConversationPage,
}

/// A request of the published reference, which runs against the demo workspace of api-v1.md §9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The path with its query, below the base URL.
    pub path: &'static str,
    /// The body, byte for byte.
    pub body: Option<&'static str>,
}

/// One operation, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name.
    pub operation: Operation,
    /// Its method.
    pub method: Method,
    /// Its path below the base URL; `:id` stands for one identifier.
    pub path: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// What the credential must be allowed.
    pub scope: Scope,
    /// The query parameters it knows.
    pub query: &'static [Parameter],
    /// The body it takes.
    pub body: Option<Schema>,
    /// The status of success.
    pub status: u16,
    /// The answer of success.
    pub answer: Schema,
    /// The errors of its own, besides [`COMMON_ERRORS`].
    pub errors: &'static [ErrorCode],
    /// A request that works.
    pub example: Example,
}

/// What every operation can answer.
pub const COMMON_ERRORS: &[ErrorCode] = &[
    ErrorCode::MissingAuthentication,
    ErrorCode::InvalidSignature,
    ErrorCode::TimestampOutOfRange,
    ErrorCode::InsufficientScope,
    ErrorCode::PayloadTooLarge,
    ErrorCode::RateLimitExceeded,
    ErrorCode::InternalError,
];

impl Operation {
    /// The operation's row of the table.
    pub fn endpoint(self) -> &'static Endpoint {
        let [list, create_message, update, history, create_webhook] = &ENDPOINTS;
        match self {
            Self::ListConversations => list,
            Self::CreateMessage => create_message,
            Self::UpdateConversation => update,
            Self::ListCustomerConversations => history,
            Self::CreateWebhook => create_webhook,
        }
    }
}
