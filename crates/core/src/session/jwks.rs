//! `SESSION_JWKS`: a JWK Set (RFC 7517 §5) of public keys, each with a `kid` of its own. It comes from configuration alone;
//! nothing is ever fetched.
//!
//! A set that cannot be used whole is refused whole, also where RFC 7517 §5 would let a reader skip a key that it does not
//! understand: a key that the operator believes to be live and that is not would be found out by users.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::fmt;

use serde::{Deserialize, Serialize};

use super::public_key::{Jwk, PublicKey};

/// The longest document that is read, in bytes.
pub const MAX_JWKS_BYTES: usize = 64 * 1024;
/// The most keys that a set may have.
pub const MAX_PUBLIC_KEYS: usize = 64;
/// The longest `kid`, in bytes. Its characters are RFC 3986's unreserved ones: `A-Z`, `a-z`, `0-9`, `.`, `_`, `~`, `-`.
pub const MAX_KID_LENGTH: usize = 64;

/// The keys of a JWK Set, by `kid`.
#[derive(Debug, Clone)]
pub struct PublicKeys(Vec<(String, PublicKey)>);

/// What is wrong with a JWK Set. It says which rule is broken and nothing of what the set holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvalidKeys {
    /// It has more than [`MAX_JWKS_BYTES`].
    TooLong,
    /// It is not `{"keys":[{…},…]}`, or a key misses a member, has one twice or of the wrong type.
    Malformed,
    /// There is no key in it.
    NoKeys,
    /// It has more than [`MAX_PUBLIC_KEYS`].
    TooManyKeys,
    /// A member of a private or symmetric key is there. Whoever has seen that setting can mint tokens.
    PrivateKey,
    /// A key has no `kid`.
    MissingKid,
    /// A `kid` is not 1 to [`MAX_KID_LENGTH`] unreserved characters.
    InvalidKid,
    /// Two keys have the same `kid`.
    DuplicateKid,
    /// A `kty` is neither `OKP` nor `EC`.
    UnknownKeyType,
    /// A `crv` is neither Ed25519 (`OKP`) nor P-256 (`EC`).
    UnknownCurve,
    /// An `alg` is not the key's: `EdDSA` or `Ed25519`, `ES256`.
    WrongAlgorithm,
    /// A `use` is not `sig`, or a `key_ops` not `["verify"]`.
    WrongUse,
    /// An `x` or `y` is not 32 bytes in base64url: no padding, no unused bits.
    InvalidEncoding,
    /// A point is not on its curve, not canonical, or of small order.
    InvalidPoint,
}

impl fmt::Display for InvalidKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the key set has more than 65536 bytes",
            Self::Malformed => "the key set is not a JWK Set",
            Self::NoKeys => "the key set is empty",
            Self::TooManyKeys => "the key set has more than 64 keys",
            Self::PrivateKey => "the key set holds a private or symmetric key",
            Self::MissingKid => "a key has no kid",
            Self::InvalidKid => "a kid is not 1 to 64 of A-Z, a-z, 0-9, ., _, ~ and -",
            Self::DuplicateKid => "two keys have the same kid",
            Self::UnknownKeyType => "a kty is neither OKP nor EC",
            Self::UnknownCurve => "a crv is neither Ed25519 nor P-256",
            Self::WrongAlgorithm => "an alg is not its key's",
            Self::WrongUse => "a key is not for checking signatures",
            Self::InvalidEncoding => "a coordinate is not 32 bytes in base64url",
            Self::InvalidPoint => "a point is not one of its curve's",
        })
    }
}

impl core::error::Error for InvalidKeys {}

/// The document. Other members are ignored (RFC 7517 §5).
#[derive(Deserialize)]
struct Document {
    keys: Vec<Object>,
}

/// A JWK that is written as a JSON object. Left to itself serde would read an array of the values in the order of the
/// members as one, too; `flatten` allows objects only.
#[derive(Deserialize)]
struct Object {
    #[serde(flatten)]
    jwk: Jwk,
}

impl PublicKeys {
    /// Reads a JWK Set.
    ///
    /// # Errors
    /// Everything that is wrong with it, each once, in the order of [`InvalidKeys`]; at least one.
    pub fn parse(json: &str) -> Result<Self, Vec<InvalidKeys>> {
        if json.len() > MAX_JWKS_BYTES {
            return Err(vec![InvalidKeys::TooLong]);
        }
        let keys = document(json).ok_or_else(|| vec![InvalidKeys::Malformed])?;
        if keys.is_empty() {
            return Err(vec![InvalidKeys::NoKeys]);
        }
        if keys.len() > MAX_PUBLIC_KEYS {
            return Err(vec![InvalidKeys::TooManyKeys]);
        }
        let (mut named, mut problems) = (Vec::with_capacity(keys.len()), Vec::new());
        for jwk in &keys {
            let name = name(jwk, &keys).map_err(|problem| problems.push(problem));
            let key = jwk.key().map_err(|problem| problems.push(problem));
            if let (Ok(name), Ok(key)) = (name, key) {
                named.push((name, key));
            }
        }
        problems.sort_unstable_by_key(|problem| *problem as u8);
        problems.dedup();
        if problems.is_empty() { Ok(Self(named)) } else { Err(problems) }
    }

    /// The key of exactly this name.
    pub(super) fn named(&self, kid: &str) -> Option<&PublicKey> {
        self.0.iter().find(|(name, _)| name == kid).map(|(_, key)| key)
    }
}

fn document(json: &str) -> Option<Vec<Jwk>> {
    if !json.trim_ascii_start().starts_with('{') {
        return None;
    }
    let document: Document = serde_json::from_str(json).ok()?;
    Some(document.keys.into_iter().map(|object| object.jwk).collect())
}

fn name(jwk: &Jwk, all: &[Jwk]) -> Result<String, InvalidKeys> {
    let kid = jwk.kid().ok_or(InvalidKeys::MissingKid)?;
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    if !(1..=MAX_KID_LENGTH).contains(&kid.len()) || !kid.bytes().all(is_unreserved) {
        return Err(InvalidKeys::InvalidKid);
    }
    if all.iter().filter(|other| other.kid() == Some(kid)).count() > 1 {
        return Err(InvalidKeys::DuplicateKid);
    }
    Ok(kid.to_string())
}
