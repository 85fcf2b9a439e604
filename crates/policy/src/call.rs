//! A request to HelpThread that has been admitted: typed parts, from which everything that goes on the wire is written.
//!
//! Nothing of a client's request is copied into it, and it travels between the Worker and the hubs in this form only.

use helpthread_core::{
    body::{ConversationChange, NewMessage},
    endpoint::{Method, Route},
    id::{ConversationId, CustomerId},
    query::{ConversationsQuery, HistoryQuery},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::config::BaseUrl;

/// One of the four operations that a session may cause. `POST /webhooks` is not among them, so no browser reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `GET /customers/:id/conversations`
    History {
        /// Whose history.
        customer: CustomerId,
        /// Which page of it.
        query: HistoryQuery,
    },
    /// `GET /conversations`
    Conversations {
        /// Which page.
        query: ConversationsQuery,
    },
    /// `POST /conversations/:id/messages`
    Reply {
        /// Where.
        conversation: ConversationId,
        /// What, by which agent.
        message: NewMessage,
    },
    /// `PATCH /conversations/:id`
    Change {
        /// Which one.
        conversation: ConversationId,
        /// What changes.
        change: ConversationChange,
        /// `If-Match`: only while the conversation still has this tag.
        if_match: Option<String>,
    },
}

impl Call {
    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.route().operation().endpoint().method
    }

    /// The URL to request.
    pub fn url(&self, upstream: &BaseUrl) -> String {
        let (base, path) = (upstream.as_str(), self.route().path());
        match self.query() {
            Some(query) => format!("{base}{path}?{query}"),
            None => format!("{base}{path}"),
        }
    }

    /// The canonical query string of a list, without `?`: equal pages have equal ones.
    pub fn query(&self) -> Option<String> {
        match self {
            Self::History { query, .. } => Some(query.to_query_string()),
            Self::Conversations { query } => Some(query.to_query_string()),
            Self::Reply { .. } | Self::Change { .. } => None,
        }
    }

    /// The body to sign and send: the contract's fields and nothing else. None for a GET.
    pub fn body(&self) -> Option<String> {
        match self {
            Self::History { .. } | Self::Conversations { .. } => None,
            Self::Reply { message, .. } => serde_json::to_string(message).ok(),
            Self::Change { change, .. } => serde_json::to_string(change).ok(),
        }
    }

    /// `If-Match`, if the client made its change conditional.
    pub fn if_match(&self) -> Option<&str> {
        match self {
            Self::Change { if_match, .. } => if_match.as_deref(),
            _ => None,
        }
    }

    /// Whether upstream may be asked again without knowing what became of the last time (proxy.md §5): a GET, and a change that
    /// is not conditional, because making it twice is making it once.
    pub fn may_be_repeated(&self) -> bool {
        match self {
            Self::History { .. } | Self::Conversations { .. } => true,
            Self::Reply { .. } => false,
            Self::Change { if_match, .. } => if_match.is_none(),
        }
    }

    /// The status of success.
    pub fn success(&self) -> u16 {
        self.route().operation().endpoint().status
    }

    fn route(&self) -> Route {
        match self {
            Self::History { customer, .. } => Route::ListCustomerConversations(customer.clone()),
            Self::Conversations { .. } => Route::ListConversations,
            Self::Reply { conversation, .. } => Route::CreateMessage(conversation.clone()),
            Self::Change { conversation, .. } => Route::UpdateConversation(conversation.clone()),
        }
    }
}

/// How a call travels between the Worker and a hub: read back by the same parsers that admitted it.
#[derive(Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
enum Wire {
    History { customer: CustomerId, query: String },
    Conversations { query: String },
    Reply { conversation: ConversationId, body: String },
    Change { conversation: ConversationId, body: String, if_match: Option<String> },
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (query, body) = (self.query().unwrap_or_default(), self.body().unwrap_or_default());
        match self {
            Self::History { customer, .. } => Wire::History { customer: customer.clone(), query },
            Self::Conversations { .. } => Wire::Conversations { query },
            Self::Reply { conversation, .. } => Wire::Reply { conversation: conversation.clone(), body },
            Self::Change { conversation, if_match, .. } => {
                Wire::Change { conversation: conversation.clone(), body, if_match: if_match.clone() }
            }
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Call {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Wire::deserialize(deserializer)? {
            Wire::History { customer, query } => {
                HistoryQuery::parse(&query).map(|query| Self::History { customer, query })
            }
            Wire::Conversations { query } => {
                ConversationsQuery::parse(&query).map(|query| Self::Conversations { query })
            }
            Wire::Reply { conversation, body } => {
                NewMessage::parse(body.as_bytes()).map(|message| Self::Reply { conversation, message })
            }
            Wire::Change { conversation, body, if_match } => {
                ConversationChange::parse(body.as_bytes()).map(|change| Self::Change { conversation, change, if_match })
            }
        }
        .map_err(de::Error::custom)
    }
}
