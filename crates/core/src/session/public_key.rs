//! One public key of `SESSION_JWKS`: read from its JWK, and what it accepts as its signature.
//!
//! A JWK is read strictly (RFC 7517 §4, RFC 7518 §6.2.1, RFC 8037 §2): Ed25519 and P-256 alone, coordinates of exactly 32
//! bytes in canonical base64url, a point that is on its curve and, for Ed25519, not of small order. Members that it does
//! not know are ignored, as RFC 7517 §4 demands; those of a private key are not.

use alloc::{string::String, vec::Vec};
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use p256::ecdsa::signature::Verifier;
use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::{claims::stated, jwks::InvalidKeys};

/// The length of a coordinate of either curve, in bytes.
const COORDINATE: usize = 32;
/// The first byte of a P-256 point that is written with both coordinates (SEC 1 §2.3.3).
const UNCOMPRESSED: u8 = 4;

/// A key that can check signatures and not make them. Parsed once, when the configuration is read.
#[derive(Clone)]
pub(super) enum PublicKey {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// The one `alg` that a header may name: RFC 8037 §3.1, RFC 7518 §3.4.
    pub(super) const fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
        }
    }

    /// Whether `signature` is this key's over `message`: 64 bytes, in the one spelling that JWS has, never DER.
    ///
    /// Ed25519: S below the group's order and R canonical (RFC 8032 §5.1.7). ES256: r and s from 1 to n - 1; s may be in
    /// the upper half, because RFC 7518 §3.4 allows both and most signers make both. A second signature that anyone can
    /// compute from a first gains nothing here: it says the same claims, and no signature is used as an id.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }

    fn ed25519(x: &[u8; COORDINATE]) -> Option<Self> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(x).ok()?;
        // Decompression takes a y of p or more for its remainder, which RFC 8032 §5.1.3 refuses.
        let is_canonical = key.to_edwards().compress().as_bytes() == x;
        (is_canonical && !key.is_weak()).then_some(Self::Ed25519(key))
    }

    fn p256(x: &[u8; COORDINATE], y: &[u8; COORDINATE]) -> Option<Self> {
        let point = [&[UNCOMPRESSED], x.as_slice(), y].concat();
        p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).ok().map(Self::P256)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.algorithm())
    }
}

/// One entry of `keys` as it is written. A member that is there has its type; `null` is none.
#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    #[serde(default, deserialize_with = "stated")]
    crv: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    x: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    y: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    alg: Option<String>,
    #[serde(default, rename = "use", deserialize_with = "stated")]
    usage: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    key_ops: Option<Vec<String>>,
    // The members of private and of symmetric keys: RFC 7518 §6.2.2, §6.3.2 and §6.4.1, RFC 8037 §2.
    #[serde(default)]
    d: Member,
    #[serde(default)]
    p: Member,
    #[serde(default)]
    q: Member,
    #[serde(default)]
    dp: Member,
    #[serde(default)]
    dq: Member,
    #[serde(default)]
    qi: Member,
    #[serde(default)]
    oth: Member,
    #[serde(default)]
    k: Member,
}

/// Whether a member is there. What it holds is not kept.
#[derive(Default, PartialEq, Eq)]
enum Member {
    #[default]
    Absent,
    Present,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self::Present)
    }
}

impl Jwk {
    pub(super) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key, if everything that is said about it allows it to check session tokens.
    pub(super) fn key(&self) -> Result<PublicKey, InvalidKeys> {
        let private = [&self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi, &self.oth, &self.k];
        if private.contains(&&Member::Present) {
            return Err(InvalidKeys::PrivateKey);
        }
        // RFC 9864 gave EdDSA with Ed25519 a name of its own, which WebCrypto writes into the keys that it exports.
        let names: &[&str] = match (self.kty.as_str(), self.crv.as_deref()) {
            ("OKP", Some("Ed25519")) => &["EdDSA", "Ed25519"],
            ("EC", Some("P-256")) => &["ES256"],
            ("OKP" | "EC", _) => return Err(InvalidKeys::UnknownCurve),
            _ => return Err(InvalidKeys::UnknownKeyType),
        };
        if self.alg.as_deref().is_some_and(|alg| !names.contains(&alg)) {
            return Err(InvalidKeys::WrongAlgorithm);
        }
        let is_for_signatures = self.usage.as_deref().is_none_or(|usage| usage == "sig");
        let is_for_verifying = self.key_ops.as_deref().is_none_or(|operations| operations == ["verify"]);
        if !is_for_signatures || !is_for_verifying {
            return Err(InvalidKeys::WrongUse);
        }
        self.point()
    }

    fn point(&self) -> Result<PublicKey, InvalidKeys> {
        let x = coordinate(self.x.as_deref().ok_or(InvalidKeys::Malformed)?)?;
        let key = match (self.kty.as_str(), self.y.as_deref()) {
            ("OKP", None) => PublicKey::ed25519(&x),
            ("EC", Some(y)) => PublicKey::p256(&x, &coordinate(y)?),
            _ => return Err(InvalidKeys::Malformed),
        };
        key.ok_or(InvalidKeys::InvalidPoint)
    }
}

/// 32 bytes in base64url without padding and without bits that no byte uses.
fn coordinate(text: &str) -> Result<[u8; COORDINATE], InvalidKeys> {
    let mut bytes = [0; COORDINATE];
    match Base64UrlUnpadded::decode(text, &mut bytes) {
        Ok(decoded) if decoded.len() == COORDINATE => Ok(bytes),
        _ => Err(InvalidKeys::InvalidEncoding),
    }
}
