//! Session tokens written by hand (proxy.md section 1), right ones and wrong ones.

use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use xtask::settings;

use crate::keys;

/// Unix seconds.
pub fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    i64::try_from(elapsed.as_secs()).expect("the clock is set")
}

/// HMAC-SHA256.
pub fn mac(secret: &str, message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// What a token says, and who signs it.
#[derive(Debug, Clone)]
pub struct Token {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signer: Signer,
}

#[derive(Debug, Clone)]
enum Signer {
    Secret(String),
    PrivateKey(String),
}

impl Token {
    /// A good token for ten minutes, of the role customer.
    pub fn customer(id: &str) -> Self {
        Self::new("customer", id)
    }

    /// A good token for ten minutes, of the role agent.
    pub fn agent(id: &str) -> Self {
        Self::new("agent", id)
    }

    fn new(role: &str, sub: &str) -> Self {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        let now = now();
        Self {
            header: object(json!({ "alg": "HS256", "typ": "helpthread-session+jwt" })),
            claims: object(json!({
                "aud": "helpthread-edge", "sub": sub, "role": role, "iat": now, "exp": now + 600,
            })),
            signer: Signer::Secret(settings::SESSION_SECRET.to_owned()),
        }
    }

    /// With another value of a claim.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Valid from `from` to `until`, seconds from now.
    #[must_use]
    pub fn valid(self, from: i64, until: i64) -> Self {
        // Asked once: a second that ends in between would make the token live a second longer than it says here.
        let now = now();
        self.claim("iat", now + from).claim("exp", now + until)
    }

    /// Signed by somebody else.
    #[must_use]
    pub fn signed_with(mut self, secret: &str) -> Self {
        self.signer = Signer::Secret(secret.to_owned());
        self
    }

    /// Signed with the private half of a key of ours, whose name and algorithm the header says.
    #[must_use]
    pub fn signed_by(mut self, kid: &str) -> Self {
        self.signer = Signer::PrivateKey(kid.to_owned());
        self.header("alg", keys::algorithm(kid)).header("kid", kid)
    }

    /// With another value of a header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Without a header field.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// The token.
    pub fn mint(&self) -> String {
        let part = |object: &Map<String, Value>| Base64UrlUnpadded::encode_string(json!(object).to_string().as_bytes());
        let message = format!("{}.{}", part(&self.header), part(&self.claims));
        match &self.signer {
            Signer::Secret(secret) => sign(&message, secret),
            Signer::PrivateKey(kid) => with_signature(&message, &keys::sign(kid, message.as_bytes())),
        }
    }
}

/// A token of an encoded header and payload, with a MAC.
pub fn sign(message: &str, secret: &str) -> String {
    with_signature(message, &mac(secret, message.as_bytes()))
}

/// A token of an encoded header and payload, with any signature.
pub fn with_signature(message: &str, signature: &[u8]) -> String {
    format!("{message}.{}", Base64UrlUnpadded::encode_string(signature))
}
