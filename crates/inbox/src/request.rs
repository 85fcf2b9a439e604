//! A request as the inbox sees it: what the contract reads, and nothing of HTTP besides.

use helpthread_core::body::MAX_BODY_BYTES;
use helpthread_core::error::{ErrorCode, Refusal};

/// The content type of every body that is read as a whole (api-v1.md §3).
const JSON: &str = "application/json";

/// One request. A header that came several times has its values joined by `, `, as the platform hands them over.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The id that `X-Request-Id` of the answer gives; chosen by the server, never by the client.
    pub id: &'a str,
    /// The method as it came.
    pub method: &'a str,
    /// The path as it came, neither decoded nor normalised, with the base path: `/v1/conversations`.
    pub path: &'a str,
    /// The query as it came, without its `?`; empty when there is none.
    pub query: &'a str,
    /// The Authorization header.
    pub authorization: Option<&'a str>,
    /// The Content-Type header.
    pub content_type: Option<&'a str>,
    /// The If-Match header.
    pub if_match: Option<&'a str>,
    /// The Idempotency-Key header.
    pub idempotency_key: Option<&'a str>,
    /// The body.
    pub body: &'a Body,
}

impl Request<'_> {
    /// Checks that the body is said to be JSON. Parameters are passed over: JSON is UTF-8, and other bytes do not parse.
    ///
    /// # Errors
    /// `unsupported_media_type`.
    pub(crate) fn require_json(&self) -> Result<(), Refusal> {
        let media_type = self.content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
        let is_json = media_type.trim_matches([' ', '\t']).eq_ignore_ascii_case(JSON);
        is_json.then_some(()).ok_or_else(|| Refusal::plain(ErrorCode::UnsupportedMediaType))
    }
}

/// The time that a client has for its body, in milliseconds.
pub const READING_MILLISECONDS: u32 = 10_000;

/// Why a body is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It has more than [`MAX_BODY_BYTES`].
    TooLarge,
    /// It took longer than [`READING_MILLISECONDS`].
    TooSlow,
    /// The connection broke, or its framing was wrong.
    Broken,
}

/// A body that is read in pieces, no further than [`MAX_BODY_BYTES`] and no longer than [`READING_MILLISECONDS`].
#[derive(Debug, Clone, Default)]
pub struct Body {
    bytes: Vec<u8>,
    unread: Option<Unread>,
}

impl Body {
    /// Takes the next piece; false once the body is given up, when reading stops and what was read is dropped.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        if self.unread.is_some() {
            return false;
        }
        if piece.len() > MAX_BODY_BYTES - self.bytes.len() {
            self.give_up(Unread::TooLarge);
            return false;
        }
        self.bytes.extend_from_slice(piece);
        true
    }

    /// Drops what was read: there is no more of it.
    pub fn give_up(&mut self, why: Unread) {
        *self = Self { bytes: Vec::new(), unread: Some(why) };
    }

    /// The whole body, or none when it is not there.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.unread.is_none().then_some(&self.bytes)
    }

    /// The whole body.
    ///
    /// # Errors
    /// `payload_too_large`, or `invalid_request` for a body that did not come.
    pub(crate) fn whole(&self) -> Result<&[u8], Refusal> {
        match self.unread {
            None => Ok(&self.bytes),
            Some(Unread::TooLarge) => Err(Refusal::plain(ErrorCode::PayloadTooLarge)),
            Some(Unread::TooSlow) => {
                Err(Refusal::new(ErrorCode::InvalidRequest, "The body must arrive within 10 seconds."))
            }
            Some(Unread::Broken) => Err(Refusal::new(ErrorCode::InvalidRequest, "The body did not arrive whole.")),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        let mut body = Self::default();
        if bytes.len() > MAX_BODY_BYTES {
            body.give_up(Unread::TooLarge);
        } else {
            body.bytes = bytes;
        }
        body
    }
}
