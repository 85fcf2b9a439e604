//! The shared vectors of session tokens, replayed over HTTP.
//!
//! A vector has a clock of its own. Where we could have signed its token, its times are moved to now and it is signed again,
//! so that it is answered now as the vector says; elsewhere the times do not matter, because the signature is wrong.

use base64ct::{Base64UrlUnpadded, Encoding};
use helpthread_tests::http::Request;
use helpthread_tests::keys;
use helpthread_tests::proxy::{AMELIA, JANE, PREVIOUS_SESSION_SECRET, Proxy, history_of};
use helpthread_tests::token::{mac, now, with_signature};
use helpthread_tests::vectors;
use serde_json::Value;
use xtask::settings::SESSION_SECRET;

/// One vector.
pub(crate) struct Case(Value);

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Replay {
    Served,
    Refused(String),
}

pub(crate) fn cases() -> Vec<Case> {
    let file = vectors::read("session-tokens.json");
    assert_eq!(
        (&file["secrets"]["current"], &file["secrets"]["previous"]),
        (&SESSION_SECRET.into(), &PREVIOUS_SESSION_SECRET.into())
    );
    vectors::cases("session-tokens.json").into_iter().map(Case).collect()
}

impl Case {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().unwrap_or_default()
    }

    pub(crate) fn source(&self) -> &str {
        self.0["source"].as_str().unwrap_or_default()
    }

    fn token(&self) -> &str {
        self.0["token"].as_str().unwrap_or_default()
    }

    /// Whether HTTP carries the token as it is: no control characters, no white space at its ends.
    pub(crate) fn travels(&self) -> bool {
        !self.token().chars().any(char::is_control) && self.token().trim() == self.token()
    }

    /// What the vector says of the customer's, or of some customer's, history.
    pub(crate) fn expected(&self) -> Replay {
        let scopes = self.0["session"]["scopes"].as_array();
        match (self.0["code"].as_str(), scopes) {
            (Some(code), _) => Replay::Refused(code.to_owned()),
            (None, Some(scopes)) if scopes.iter().any(|scope| scope == "conversations:read") => Replay::Served,
            _ => Replay::Refused("insufficient_scope".to_owned()),
        }
    }

    /// Asks with the token, at the vector's own time. Upstream remembers what that one request made the proxy ask.
    pub(crate) fn replay(&self, proxy: &Proxy) -> Replay {
        let session = &self.0["session"];
        let customer = session["sub"].as_str().filter(|id| *id != AMELIA && id.starts_with("cus_")).unwrap_or(JANE);
        // A second that ends meanwhile makes the token another one's: then the attempt does not count, upstream's memory included.
        loop {
            proxy.upstream.reset();
            let second = now();
            let token = self.at(second).unwrap_or_else(|| self.token().to_owned());
            let request = Request::get(&history_of(customer)).bearer(&token);
            let request = session["origin"].as_str().map_or(request.clone(), |origin| request.origin(origin));
            let answer = proxy.send(&request);
            if now() == second {
                return if answer.status == 200 { Replay::Served } else { Replay::Refused(answer.refusal().1) };
            }
        }
    }

    /// The token as if the vector's clock showed `second`, if one of our secrets or keys signed it.
    fn at(&self, second: i64) -> Option<String> {
        let (message, signature) = self.token().rsplit_once('.')?;
        let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
        let (header, payload) = message.split_once('.')?;
        let payload = String::from_utf8(Base64UrlUnpadded::decode_vec(payload).ok()?).ok()?;
        let moved = moved(&payload, second - self.0["now"].as_i64()?);
        let other = format!("{header}.{}", Base64UrlUnpadded::encode_string(moved.as_bytes()));
        let ours = |secret: &&str| mac(secret, message.as_bytes()) == signature;
        let by_secret = [SESSION_SECRET, PREVIOUS_SESSION_SECRET].into_iter().find(ours);
        let signature = match by_secret {
            Some(secret) => mac(secret, other.as_bytes()),
            None => keys::sign_again(&kid(header)?, message.as_bytes(), &signature, other.as_bytes())?,
        };
        Some(with_signature(&other, &signature))
    }
}

/// The key that an encoded header names.
fn kid(header: &str) -> Option<String> {
    let header: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(header).ok()?).ok()?;
    header["kid"].as_str().map(str::to_owned)
}

/// The text with every unix time of the vectors' year and the one after moved by `shift` seconds.
fn moved(text: &str, shift: i64) -> String {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (mut out, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let length = digits(rest).max(1);
        let next = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
        let (word, after) = rest.split_at(next);
        match word.parse::<i64>() {
            Ok(time @ 1_700_000_000..1_800_000_000) => out.push_str(&(time + shift).to_string()),
            _ => out.push_str(word),
        }
        rest = after;
    }
    out
}
