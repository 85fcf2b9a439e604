//! The header and the claims of a session token, signed by whoever holds the secret (proxy.md §1): the session is what an oracle over
//! plain JSON makes of them.

use base64ct::{Base64UrlUnpadded, Encoding};
use helpthread_core::{
    id::{AgentId, CustomerId},
    origin::Origin,
    scope::Scopes,
    secret::Secret,
    session::{Claims, Keyring, Session, SessionError, SessionSecret, Subject, mint, verify},
};
use serde_json::Value;

use super::hmac_sha256;
use crate::vectors::{self, NOW};

const SECRET: &str = "dev_session_secret_0123456789abcdef0123";

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let tokens = vectors::texts("session-tokens.json", "token");
    tokens.iter().filter_map(|token| lines(token)).collect()
}

/// The first two parts of a token, decoded, one a line; none if that would be more lines.
fn lines(token: &[u8]) -> Option<Vec<u8>> {
    let mut parts = str::from_utf8(token).ok()?.split('.');
    let header = Base64UrlUnpadded::decode_vec(parts.next()?).ok()?;
    let claims = Base64UrlUnpadded::decode_vec(parts.next()?).ok()?;
    (!header.contains(&b'\n')).then(|| [header, claims].join(&b'\n'))
}

fn secret() -> SessionSecret {
    SessionSecret::new(&Secret::new(SECRET)).expect("a secret that is long enough")
}

fn signed(header: &[u8], claims: &[u8]) -> String {
    let message = [header, claims].map(Base64UrlUnpadded::encode_string).join(".");
    let mac = hmac_sha256(SECRET.as_bytes(), message.as_bytes());
    [&message, Base64UrlUnpadded::encode_string(&mac).as_str()].join(".")
}

pub(crate) fn check(data: &[u8]) {
    let Some(split) = data.iter().position(|byte| *byte == b'\n') else { return };
    let (header, claims) = (&data[..split], &data[split + 1..]);
    let token = signed(header, claims);
    if token.len() > 4096 {
        return;
    }
    let ring = Keyring::new(secret());
    let read = verify(&token, &ring, NOW);

    let json = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    let (Some(header), Some(claims)) = (json(header), json(claims)) else {
        // Ignored members may hold what this oracle cannot read, such as half a surrogate pair.
        return;
    };
    if let Ok(session) = &read {
        assert_eq!(oracle(&header, &claims).as_ref(), Ok(session), "accepted with another meaning");
        round_trip(session, &ring);
    }
    // Written again no member is there twice, and the oracle decides in both directions.
    let rewritten = signed(header.to_string().as_bytes(), claims.to_string().as_bytes());
    if rewritten.len() <= 4096 {
        let expired = |error: SessionError| error == SessionError::Expired;
        assert_eq!(verify(&rewritten, &ring, NOW).map_err(expired), oracle(&header, &claims).map_err(expired));
    }
}

/// What a session says can be minted, and is then read as the same.
fn round_trip(session: &Session, ring: &Keyring) {
    let issued_at = NOW.min(session.expires_at - 1);
    let lifetime = (session.expires_at - issued_at).min(900);
    let claims = Claims::new(session.subject.clone(), session.expires_at - lifetime, lifetime);
    let mut claims = claims.expect("a lifetime that was accepted").narrowed_to(session.scopes);
    if let Some(origin) = &session.origin {
        claims = claims.bound_to(origin.as_str()).expect("an origin that was accepted");
    }
    assert_eq!(verify(&mint(&claims, &secret()), ring, NOW).as_ref(), Ok(session));
}

fn oracle(header: &Value, claims: &Value) -> Result<Session, SessionError> {
    let is_ours = header["alg"] == "HS256" && header["typ"] == "helpthread-session+jwt";
    let brings_a_key = ["kid", "crit", "jku", "x5u", "jwk"].iter().any(|name| header.get(name).is_some());
    if !header.is_object() || !is_ours || brings_a_key {
        return Err(SessionError::Malformed);
    }
    session_of(claims)
        .ok_or(SessionError::Claims)
        .and_then(|session| if NOW - 30 < session.expires_at { Ok(session) } else { Err(SessionError::Expired) })
}

fn session_of(claims: &Value) -> Option<Session> {
    let text = |name: &str| claims.get(name).map(Value::as_str);
    let number = |name: &str| claims.get(name).map(Value::as_i64);
    let (issued_at, expires_at) = (number("iat")??, number("exp")??);
    let lifetime = i128::from(expires_at) - i128::from(issued_at);
    let not_before = number("nbf").map_or(Some(NOW), |nbf| nbf)?;
    let in_time = (0..=NOW + 30).contains(&issued_at) && not_before <= NOW + 30 && (1..=900).contains(&lifetime);
    let subject = match text("role")?? {
        "customer" => Subject::Customer(CustomerId::parse(text("sub")??).ok()?),
        "agent" => Subject::Agent(AgentId::parse(text("sub")??).ok()?),
        _ => return None,
    };
    let scopes = match text("scope") {
        None => subject.scopes(),
        Some(names) => subject.scopes().narrowed_to(Scopes::parse(names?)),
    };
    let origin = match text("origin") {
        None => None,
        Some(origin) => Some(Origin::parse(origin?)?),
    };
    (in_time && text("aud")?? == "helpthread-edge").then_some(Session { subject, scopes, origin, expires_at })
}
