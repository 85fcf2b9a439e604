//! Where a list goes on (api-v1.md §6): base64url without padding of `{"created_at":"…","id":"…"}`.
//!
//! A cursor is a position in the order (`created_at`, `id`), newest first, and not a row: it stays right when rows
//! come and go. Clients treat it as opaque.

use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

use crate::{id::ConversationId, time::Timestamp};

/// The longest cursor that is looked at, in characters; a real one has at most 146.
const MAX_LENGTH: usize = 256;

/// The position after one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The conversation's `created_at`.
    pub created_at: Timestamp,
    /// The conversation's id, which orders equal times.
    pub id: ConversationId,
}

/// The text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the next_cursor of a previous page is expected")
    }
}

impl core::error::Error for InvalidCursor {}

impl Cursor {
    /// The cursor on the wire.
    pub fn encode(&self) -> String {
        let json = alloc::format!(r#"{{"created_at":"{}","id":"{}"}}"#, self.created_at, self.id);
        Base64UrlUnpadded::encode_string(json.as_bytes())
    }

    /// Reads a cursor.
    ///
    /// # Errors
    /// [`InvalidCursor`] for whatever [`Cursor::encode`] cannot have made: one position has one spelling.
    pub fn decode(text: &str) -> Result<Self, InvalidCursor> {
        if text.len() > MAX_LENGTH {
            return Err(InvalidCursor);
        }
        let json = Base64UrlUnpadded::decode_vec(text).map_err(|_| InvalidCursor)?;
        let cursor: Self = serde_json::from_slice(&json).map_err(|_| InvalidCursor)?;
        if cursor.encode() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}
