//! The session token as the widget holds it: in memory, never in `Debug`, sent to the endpoint only.

use core::fmt;

/// How long before its end a token is replaced rather than used: proxy.md §1 allows the clocks 30 s of difference.
const EXPIRING_SECONDS: i64 = 30;

/// A session token from the host's `getToken`, checked to be something an Authorization header can carry.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    expires_at: Option<i64>,
}

impl Token {
    /// Takes a token whose characters are those of RFC 6750's `b64token`, white space around it removed.
    ///
    /// `None` for anything else, such as an error page that a host's fetch returned in place of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        (!text.is_empty() && text.bytes().all(allowed)).then(|| Self { text: text.to_owned(), expires_at: None })
    }

    /// The same token, with the `exp` of its payload (unix seconds), which only says when to ask for the next.
    #[must_use]
    pub fn expiring_at(self, expires_at: Option<i64>) -> Self {
        Self { expires_at, ..self }
    }

    /// The payload part of a JWT, still base64url.
    pub fn payload(&self) -> Option<&str> {
        self.text.split('.').nth(1)
    }

    /// The value of the Authorization header.
    pub fn authorization(&self) -> String {
        ["Bearer ", self.text.as_str()].concat()
    }

    /// Whether it ends so soon that it should be replaced before use.
    pub fn is_expiring(&self, now: i64) -> bool {
        self.expires_at.is_some_and(|end| end.saturating_sub(now) <= EXPIRING_SECONDS)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_header_can_carry_is_a_token() {
        assert!(Token::parse(" aaa.bbb.ccc\n").is_some());
        for text in ["", "  ", "<!doctype html>", "a b", "a\r\nX-Evil: 1", "é"] {
            assert!(Token::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_token_without_an_end_never_expires_by_itself() {
        let token = Token::parse("aaa.bbb.ccc").unwrap();
        assert!(!token.is_expiring(i64::MAX));
        assert!(!token.clone().expiring_at(Some(1_000)).is_expiring(969));
        assert!(token.expiring_at(Some(1_000)).is_expiring(970));
    }

    #[test]
    fn debug_output_hides_the_token() {
        assert_eq!(format!("{:?}", Token::parse("aaa.bbb.ccc").unwrap()), "Token([redacted])");
    }
}
