//! Typed identifiers (api-v1.md §1): a type prefix, then `[A-Za-z0-9_-]`, at most 64 characters in all.
//!
//! An id is parsed once where it enters. From then on a customer's id cannot be taken for a conversation's, and no id
//! can hold a character that means something in a path, a query, a header or SQL.

use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest identifier, prefix included, in characters.
pub const MAX_LENGTH: usize = 64;

/// The text is not an identifier of the expected type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId {
    /// The prefix that was expected, such as `cus_`.
    pub prefix: &'static str,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "an id that starts with {} and has at most {MAX_LENGTH} letters, digits, _ or - is expected",
            self.prefix
        )
    }
}

impl core::error::Error for InvalidId {}

/// Whether `text` could be the path segment of some identifier: 1 to 64 of `[A-Za-z0-9_-]`, whatever its prefix.
pub fn is_identifier(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    (1..=MAX_LENGTH).contains(&text.len())
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'-')
}

/// Whether `text` is an identifier that starts with `prefix` and has something after it.
pub fn has_form(text: impl AsRef<[u8]>, prefix: &str) -> bool {
    let text = text.as_ref();
    is_identifier(text) && text.len() > prefix.len() && text.starts_with(prefix.as_bytes())
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// What every id of this type starts with.
            pub const PREFIX: &'static str = $prefix;

            /// Reads an id.
            ///
            /// # Errors
            /// [`InvalidId`] for another prefix, nothing after it, a foreign character, or over 64 characters.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                if has_form(text, $prefix) {
                    Ok(Self(text.to_string()))
                } else {
                    Err(InvalidId { prefix: $prefix })
                }
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    };
}

identifier!(
    /// A conversation: `cnv_…`.
    ConversationId, "cnv_"
);
identifier!(
    /// A customer: `cus_…`.
    CustomerId, "cus_"
);
identifier!(
    /// An agent, that is a user of the workspace: `usr_…`.
    AgentId, "usr_"
);
identifier!(
    /// A message: `msg_…`.
    MessageId, "msg_"
);
identifier!(
    /// A webhook registration: `whk_…`.
    WebhookId, "whk_"
);
