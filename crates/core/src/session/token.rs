//! The token itself: JWS compact serialisation (RFC 7515 §3.1), minted and verified.

use alloc::string::String;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Deserializer, de};

use super::{
    Claims, Keyring, Session, SessionError, SessionSecret, TYPE, Terms,
    claims::{Wire, stated},
    keyring::VerificationKey,
};
use crate::{
    base64::{self, Alphabet},
    encode::{put, written},
    text::Text,
};

/// The longest token that is looked at, in bytes; one of ours has about 350.
const MAX_LENGTH: usize = 4096;

/// The JOSE header. The four fields that would let a token bring its own key or rules are refused, whatever they hold.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    #[serde(default, deserialize_with = "stated")]
    kid: Option<String>,
    #[serde(default, rename = "crit", deserialize_with = "refused")]
    _crit: (),
    #[serde(default, rename = "jku", deserialize_with = "refused")]
    _jku: (),
    #[serde(default, rename = "x5u", deserialize_with = "refused")]
    _x5u: (),
    #[serde(default, rename = "jwk", deserialize_with = "refused")]
    _jwk: (),
}

/// Runs only when the field is there.
fn refused<'de, D: Deserializer<'de>>(_: D) -> Result<(), D::Error> {
    Err(de::Error::custom("a header field that is not accepted"))
}

/// The most bytes that a token of ours has: ids have at most 64 characters and origins 256.
pub const MAX_MINTED: usize = 1024;

/// `{"alg":"HS256","typ":"helpthread-session+jwt"}` in base64url: the same in every token that is minted.
const HEADER: &[u8] = b"eyJhbGciOiJIUzI1NiIsInR5cCI6ImhlbHB0aHJlYWQtc2Vzc2lvbitqd3QifQ";

/// A token that says `claims`, signed with HS256.
pub fn mint(claims: &Claims, secret: &SessionSecret) -> String {
    let mut token = Text::new();
    write(&claims.terms(), secret, &mut token);
    written(|out| out.extend_from_slice(token.written().unwrap_or_default()))
}

/// Writes a token that says `terms`, signed with HS256, where nothing has been written yet.
pub fn write(terms: &Terms<'_>, secret: &SessionSecret, token: &mut Text<MAX_MINTED>) {
    let mut claims = Text::<MAX_MINTED>::new();
    terms.write_json(&mut claims);
    put(token, HEADER);
    put(token, b".");
    base64::put(token, claims.written().unwrap_or_default(), Alphabet::Url);
    let signature = secret.0.mac(&[token.written().unwrap_or_default()]);
    put(token, b".");
    base64::put(token, &signature, Alphabet::Url);
}

/// Checks a token at `now` (unix seconds): form, header, signature, then claims.
///
/// # Errors
/// [`SessionError`], by the first check that fails; [`SessionError::code`] is what a client is told.
pub fn verify(token: &str, keyring: &Keyring, now: i64) -> Result<Session, SessionError> {
    if token.len() > MAX_LENGTH {
        return Err(SessionError::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(SessionError::Malformed)?;
    let (header, payload) = message.split_once('.').ok_or(SessionError::Malformed)?;
    let header: Header = decode(header)?;
    if header.typ != TYPE {
        return Err(SessionError::Malformed);
    }
    let signature = Base64UrlUnpadded::decode_vec(signature).map_err(|_| SessionError::Malformed)?;
    check_signature(keyring, &header, message.as_bytes(), &signature)?;
    decode::<Wire>(payload).map_err(|_| SessionError::Claims)?.check(now)
}

fn check_signature(keyring: &Keyring, header: &Header, message: &[u8], signature: &[u8]) -> Result<(), SessionError> {
    let mut refused = SessionError::UnknownKey;
    for key in keyring.candidates(header.kid.as_deref()) {
        refused = match accepts(&key, header, message, signature) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
    }
    Err(refused)
}

fn accepts(key: &VerificationKey<'_>, header: &Header, message: &[u8], signature: &[u8]) -> Result<(), SessionError> {
    if header.alg != key.algorithm() {
        return Err(SessionError::WrongAlgorithm);
    }
    if key.verify(message, signature) { Ok(()) } else { Err(SessionError::Mismatch) }
}

/// Strict base64url (no padding, no stray bits), then UTF-8, then a JSON object. Left to itself serde would read an array
/// of the values in the order of the fields as one, and would not look at the bytes of what it ignores.
fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, SessionError> {
    let bytes = Base64UrlUnpadded::decode_vec(part).map_err(|_| SessionError::Malformed)?;
    let json = core::str::from_utf8(&bytes).map_err(|_| SessionError::Malformed)?;
    if !json.trim_ascii_start().starts_with('{') {
        return Err(SessionError::Malformed);
    }
    serde_json::from_str(json).map_err(|_| SessionError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_what_is_minted_is_the_one_that_is_checked() {
        let header: Header = decode(core::str::from_utf8(HEADER).expect("ASCII")).expect("a header");
        assert_eq!((header.alg.as_str(), header.typ.as_str(), header.kid), ("HS256", TYPE, None));
    }
}
