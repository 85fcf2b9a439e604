//! The session token as the widget holds it: in memory, never in `Debug`, sent to the endpoint only.

use alloc::borrow::ToOwned;
use alloc::string::String;

use core::fmt;

use helpthread_core::id::AgentId;

/// How long before its end a token is replaced rather than used: proxy.md §1 allows the clocks 30 s of difference.
const EXPIRING_SECONDS: i64 = 30;

/// A session token from the host's `getToken`, checked to be something an Authorization header can carry.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    expires_at: Option<i64>,
    agent: Option<AgentId>,
}

impl Token {
    /// Takes a token whose characters are those of RFC 6750's `b64token`.
    ///
    /// `None` for anything else, such as an error page that a host's fetch returned in place of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=');
        (!text.is_empty() && text.bytes().all(allowed)).then(|| Self {
            text: text.to_owned(),
            expires_at: None,
            agent: None,
        })
    }

    /// The same token, with what its payload says: its end in unix seconds, and the agent, if it is one's who may write. Nothing of this
    /// is checked: it tells what to show, and the proxy decides what a token is worth.
    #[must_use]
    pub fn claiming(self, expires_at: Option<i64>, agent: &str) -> Self {
        Self { expires_at, agent: AgentId::parse(agent).ok(), ..self }
    }

    /// The agent who may write with it.
    pub fn agent(&self) -> Option<&AgentId> {
        self.agent.as_ref()
    }

    /// Its characters, for the two places that a browser can put them in.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same token, known to be of no use any more.
    #[must_use]
    pub fn spent(self) -> Self {
        Self { expires_at: Some(i64::MIN), ..self }
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
        assert!(Token::parse("aaa.bbb.ccc").is_some());
        for text in ["", " aaa.bbb.ccc", "<!doctype html>", "a b", "a\r\nX-Evil: 1", "é"] {
            assert!(Token::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_token_without_an_end_never_expires_by_itself() {
        let token = Token::parse("aaa.bbb.ccc").unwrap();
        assert!(!token.is_expiring(i64::MAX));
        let ending = token.clone().claiming(Some(1_000), "");
        assert!(!ending.is_expiring(969));
        assert!(ending.is_expiring(970));
        assert!(token.spent().is_expiring(0));
    }

    #[test]
    fn debug_output_hides_the_token() {
        assert_eq!(format!("{:?}", Token::parse("aaa.bbb.ccc").unwrap()), "Token([redacted])");
    }
}
