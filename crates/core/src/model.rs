//! The objects of v1 as they travel (api-v1.md §2 and §3).
//!
//! Reading ignores fields it does not know and keeps enum values it does not know; writing gives exactly the fields of
//! the contract. So a page that is read and written again carries nothing that the contract does not name.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    encode::{put, put_hex, written},
    hash::Hash,
    id::{AgentId, ConversationId, CustomerId, MessageId, WebhookId},
    time::Timestamp,
};

/// An enum of the wire that keeps a value it does not know as it is.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A value that a later version of the API added.
            Other(String),
        }

        impl $name {
            /// The values of this version of the contract.
            pub const KNOWN: &'static [&'static str] = &[$($text,)*];

            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.to_string()),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self::from(text.as_str()))
            }
        }
    };
}

open_enum!(
    /// Where a conversation stands (api-v1.md §2, inferred).
    ConversationStatus {
        /// Waiting for an agent.
        Open = "open",
        /// Waiting for the customer or a third party.
        Pending = "pending",
        /// Done.
        Closed = "closed",
    }
);

open_enum!(
    /// Who wrote a message.
    AuthorType {
        /// A user of the workspace.
        Agent = "agent",
        /// The customer; in events only (api-v1.md §2, ours).
        Customer = "customer",
    }
);

open_enum!(
    /// What a webhook delivery tells (api-v1.md §7).
    EventType {
        /// A conversation began.
        ConversationCreated = "conversation.created",
        /// A conversation's fields changed.
        ConversationUpdated = "conversation.updated",
        /// A message was written, by either side.
        MessageCreated = "message.created",
    }
);

impl ConversationStatus {
    /// Whether a conversation in this status may be given `next` (api-v1.md §3). The same status again is a no-op and
    /// allowed; a value that this version does not know is neither a start nor an end of an allowed change.
    pub fn may_become(&self, next: &Self) -> bool {
        use ConversationStatus::{Closed, Open, Pending};
        self == next || matches!((self, next), (Open, Pending | Closed) | (Pending, Open | Closed) | (Closed, Open))
    }
}

/// A support conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// `cnv_…`
    pub id: ConversationId,
    /// Whose conversation it is.
    pub customer_id: CustomerId,
    /// Plain text in the customer's words.
    pub subject: String,
    /// Where it stands.
    pub status: ConversationStatus,
    /// The agent in charge, if any.
    pub assignee_id: Option<AgentId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When any of its fields last changed.
    pub updated_at: Timestamp,
    /// When the last message that the customer can see was written.
    pub last_message_at: Timestamp,
}

impl Conversation {
    /// The entity tag of api-v1.md §4 (409), quotes included: the first 32 hex digits of SHA-256 over the fields.
    pub fn tag(&self) -> String {
        tag(&TagFields {
            id: self.id.as_str(),
            subject: &self.subject,
            status: self.status.as_str(),
            assignee_id: self.assignee_id.as_ref().map_or("", AgentId::as_str),
            updated_at: &self.updated_at.to_string(),
            last_message_at: &self.last_message_at.to_string(),
        })
    }
}

/// What a conversation's tag is made of, as it is on the wire.
#[derive(Debug, Clone, Copy)]
pub struct TagFields<'a> {
    /// `id`.
    pub id: &'a str,
    /// `subject`.
    pub subject: &'a str,
    /// `status`.
    pub status: &'a str,
    /// `assignee_id`, empty when it is null.
    pub assignee_id: &'a str,
    /// `updated_at`.
    pub updated_at: &'a str,
    /// `last_message_at`.
    pub last_message_at: &'a str,
}

/// The tag of a conversation with these fields, quotes included (api-v1.md §4, 409).
pub fn tag(fields: &TagFields<'_>) -> String {
    let TagFields { id, subject, status, assignee_id, updated_at, last_message_at } = fields;
    let mut tagging = Tagging::new(id.as_bytes());
    for field in [subject, status, assignee_id, updated_at, last_message_at] {
        tagging.update(b"\n");
        tagging.update(field.as_bytes());
    }
    written(|out| tagging.write(out))
}

/// The tag of a conversation whose fields come in pieces.
pub struct Tagging(Hash);

impl Tagging {
    /// Begins with the id; before each of the other fields of [`TagFields`] comes a line feed.
    pub fn new(id: &[u8]) -> Self {
        let mut hash = Hash::new();
        hash.update(id);
        Self(hash)
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// Writes the tag, quotes included.
    pub fn write(self, out: &mut impl Extend<u8>) {
        let digest = self.0.finish();
        put(out, b"\"");
        put_hex(out, digest.first_chunk::<16>().map(<[u8; 16]>::as_slice).unwrap_or_default());
        put(out, b"\"");
    }
}

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `msg_…`
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub author_type: AuthorType,
    /// The agent who wrote it; none for a customer's.
    pub agent_id: Option<AgentId>,
    /// Plain text.
    pub body: String,
    /// A note between agents, which the customer never sees.
    pub internal: bool,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A webhook registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// `whk_…`
    pub id: WebhookId,
    /// Where deliveries go.
    pub url: String,
    /// What is delivered.
    pub events: Vec<EventType>,
    /// Whether deliveries are made.
    pub active: bool,
    /// Only in the answer that creates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_secret: Option<String>,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// The envelope of a single object: `{"data": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data<T> {
    /// The object.
    pub data: T,
}

/// The envelope of a list (api-v1.md §3 and §6), newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub data: Vec<T>,
    /// How to go on.
    pub pagination: Pagination,
}

/// How a list goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pagination {
    /// Passed as `cursor` for the next page; none on the last.
    pub next_cursor: Option<String>,
    /// Whether there is a next page.
    pub has_more: bool,
}
