//! The session token as the widget holds it: in memory, never in `Debug`, sent to the endpoint only.

use alloc::borrow::ToOwned;
use alloc::string::String;

use core::fmt;

use helpthread_core::id::AgentId;

use crate::text::cut;

/// How long before its end a token is replaced rather than used: proxy.md §1 allows the clocks 30 s of difference.
const EXPIRING_SECONDS: i64 = 30;

/// A session token from the host's `getToken`, checked to be something an Authorization header can carry.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    expires_at: Option<i64>,
    agent: Option<AgentId>,
}

/// What a token says of itself. Nothing here is checked: it tells what to show, and the proxy decides what a token is worth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims<'a> {
    /// `exp`, in unix seconds.
    pub expires_at: Option<i64>,
    /// `role`
    pub role: &'a str,
    /// `sub`
    pub subject: &'a str,
    /// `scope`; without one the role's whole scope.
    pub scope: Option<&'a str>,
}

impl Token {
    /// Takes a token whose characters are those of RFC 6750's `b64token`, white space around it removed.
    ///
    /// `None` for anything else, such as an error page that a host's fetch returned in place of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=');
        (!text.is_empty() && text.bytes().all(allowed)).then(|| Self {
            text: text.to_owned(),
            expires_at: None,
            agent: None,
        })
    }

    /// The same token, with what its payload says.
    #[must_use]
    pub fn claiming(self, claims: &Claims<'_>) -> Self {
        let may_write = claims.scope.is_none_or(may_write);
        let agent = if claims.role == "agent" && may_write { AgentId::parse(claims.subject).ok() } else { None };
        Self { expires_at: claims.expires_at, agent, ..self }
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

/// Whether a scope, words between spaces, allows to write.
fn may_write(scope: &str) -> bool {
    let mut rest = Some(scope);
    while let Some(words) = rest {
        let (word, after) = cut(words, b' ');
        if word == "conversations:write" {
            return true;
        }
        rest = after;
    }
    false
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
        let ending = token.clone().claiming(&Claims { expires_at: Some(1_000), ..Claims::default() });
        assert!(!ending.is_expiring(969));
        assert!(ending.is_expiring(970));
        assert!(token.spent().is_expiring(0));
    }

    #[test]
    fn only_an_agent_with_the_scope_to_write_is_shown_what_writes() {
        let agent = |role, scope| {
            let claims = Claims { expires_at: None, role, subject: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", scope };
            Token::parse("a.b.c").unwrap().claiming(&claims).agent().is_some()
        };
        assert!(agent("agent", None));
        assert!(agent("agent", Some("conversations:read conversations:write")));
        assert!(!agent("agent", Some("conversations:read")));
        assert!(!agent("agent", Some("conversations:writer")));
        assert!(!agent("customer", None));
    }

    #[test]
    fn debug_output_hides_the_token() {
        assert_eq!(format!("{:?}", Token::parse("aaa.bbb.ccc").unwrap()), "Token([redacted])");
    }
}
