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

/// A body that is read in pieces and no further than [`MAX_BODY_BYTES`].
#[derive(Debug, Clone, Default)]
pub struct Body {
    bytes: Vec<u8>,
    too_large: bool,
}

impl Body {
    /// Takes the next piece; false once the body is too large, when reading stops and what was read is dropped.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        if self.too_large || piece.len() > MAX_BODY_BYTES - self.bytes.len() {
            self.bytes = Vec::new();
            self.too_large = true;
        } else {
            self.bytes.extend_from_slice(piece);
        }
        !self.too_large
    }

    /// The whole body, or none when it is too large.
    pub fn bytes(&self) -> Option<&[u8]> {
        (!self.too_large).then_some(&self.bytes)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        let too_large = bytes.len() > MAX_BODY_BYTES;
        Self { bytes: if too_large { Vec::new() } else { bytes }, too_large }
    }
}
