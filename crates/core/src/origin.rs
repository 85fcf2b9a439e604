//! A web origin exactly as browsers send it (RFC 6454 §6.1): what `ALLOWED_ORIGINS` lists, a session token may be bound
//! to, and the Origin header holds. Origins are compared as text, so only the one canonical spelling is accepted.

use alloc::string::{String, ToString};

/// The longest origin that is taken, in bytes.
const MAX_LENGTH: usize = 256;

/// `scheme://host[:port]`, lower case, without the scheme's own port, path, query or user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin; none for anything that a browser would not send, `null` included.
    pub fn parse(text: &str) -> Option<Self> {
        is_origin(text).then(|| Self(text.to_string()))
    }

    /// The origin on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a browser would send this as `Origin`.
pub fn is_origin(text: impl AsRef<[u8]>) -> bool {
    let text = text.as_ref();
    let https = text.strip_prefix(b"https://").map(|host| (host, &b":443"[..]));
    let Some((host, own_port)) = https.or_else(|| text.strip_prefix(b"http://").map(|host| (host, &b":80"[..]))) else {
        return false;
    };
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]_".contains(byte);
    let port_is_canonical = !host.ends_with(own_port) && !host.ends_with(b":");
    !host.is_empty() && text.len() <= MAX_LENGTH && host.iter().all(plain) && port_is_canonical
}
