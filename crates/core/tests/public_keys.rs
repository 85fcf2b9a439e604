//! Public keys (proxy.md §1, keys): which key sets are taken, and that nothing but a key's own signature is.

use std::sync::LazyLock;

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::Signer;
use helpthread_core::session::{InvalidKeys, Keyring, PublicKeys, SessionError, verify};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    arbitrary::{edited, flipped},
    vectors,
};

const NOW: i64 = 1_715_606_400;
const ED: &str = "rfc8032-1";
const EC: &str = "rfc6979";

#[derive(Deserialize)]
struct KeySet {
    name: String,
    jwks: String,
    problems: Vec<String>,
    keys: Vec<(String, String)>,
}

fn codes(problems: &[InvalidKeys]) -> Vec<String> {
    let code = |problem: &InvalidKeys| json!(problem).as_str().expect("a code").to_owned();
    problems.iter().map(code).collect()
}

/// What the token vectors share, read once.
static SHARED: LazyLock<Value> = LazyLock::new(|| vectors::read::<Value>("session-tokens.json").shared);

/// The keys of the token vectors.
static RING: LazyLock<Keyring> = LazyLock::new(|| {
    Keyring::of_public_keys(PublicKeys::parse(&SHARED["jwks"].to_string()).expect("the vectors' keys"))
});

/// The private half of a key of the vectors: 32 bytes.
fn private(kid: &str) -> [u8; 32] {
    let bytes = base16ct::lower::decode_vec(SHARED["private"][kid].as_str().expect("a private half")).expect("hex");
    bytes.try_into().expect("32 bytes")
}

fn token(kid: &str, claims: &Value) -> String {
    let algorithm = if kid == ED { "EdDSA" } else { "ES256" };
    let header = json!({ "alg": algorithm, "kid": kid, "typ": "helpthread-session+jwt" });
    let [header, claims] = [&header, claims].map(|part| Base64UrlUnpadded::encode_string(part.to_string().as_bytes()));
    let message = format!("{header}.{claims}");
    format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature(kid, message.as_bytes())))
}

fn signature(kid: &str, message: &[u8]) -> [u8; 64] {
    let secret = private(kid);
    if kid == ED {
        return ed25519_dalek::SigningKey::from_bytes(&secret).sign(message).to_bytes();
    }
    let key = p256::ecdsa::SigningKey::from_slice(&secret).expect("a number of the curve");
    let signature: p256::ecdsa::Signature = key.sign(message);
    signature.to_bytes().into()
}

fn customer() -> Value {
    json!({ "aud": "helpthread-edge", "sub": "cus_1", "role": "customer", "iat": NOW, "exp": NOW + 900 })
}

#[test]
fn every_key_set_of_the_vectors_is_taken_or_told_all_its_problems() {
    let cases = vectors::cases::<KeySet>("key-sets.json");
    assert!(cases.len() > 120, "{}", cases.len());
    for case in cases {
        let problems = PublicKeys::parse(&case.jwks).err().unwrap_or_default();
        assert_eq!(codes(&problems), case.problems, "{}", case.name);
        assert_eq!(case.keys.is_empty(), !problems.is_empty(), "{}", case.name);
    }
}

#[test]
fn each_key_of_a_set_checks_the_algorithm_of_its_kind_under_its_own_name() {
    for case in vectors::cases::<KeySet>("key-sets.json").into_iter().filter(|case| case.problems.is_empty()) {
        let ring = Keyring::of_public_keys(PublicKeys::parse(&case.jwks).expect("a good set"));
        for (kid, algorithm) in &case.keys {
            let refused = |alg: &str| {
                let header = json!({ "alg": alg, "kid": kid, "typ": "helpthread-session+jwt" }).to_string();
                verify(&format!("{}.e30.AAAA", Base64UrlUnpadded::encode_string(header.as_bytes())), &ring, NOW)
            };
            let other = if algorithm == "EdDSA" { "ES256" } else { "EdDSA" };
            assert_eq!(refused(algorithm), Err(SessionError::Mismatch), "{kid} of {}", case.name);
            assert_eq!(refused(other), Err(SessionError::WrongAlgorithm), "{kid} of {}", case.name);
        }
    }
}

#[test]
fn a_document_of_65536_bytes_is_read_and_a_longer_one_is_not() {
    let document = SHARED["jwks"].to_string();
    let padded = |length: usize| document.clone() + &" ".repeat(length - document.len());
    assert!(PublicKeys::parse(&padded(65_536)).is_ok());
    assert_eq!(PublicKeys::parse(&padded(65_537)).expect_err("too long"), [InvalidKeys::TooLong]);
}

#[test]
fn public_keys_alone_take_no_shared_secret() {
    let header = Base64UrlUnpadded::encode_string(br#"{"alg":"HS256","typ":"helpthread-session+jwt"}"#);
    assert_eq!(verify(&format!("{header}.e30.{}", "A".repeat(43)), &RING, NOW), Err(SessionError::UnknownKey));
}

#[test]
fn each_bit_of_a_token_matters() {
    for kid in [ED, EC] {
        let good = token(kid, &customer());
        assert!(verify(&good, &RING, NOW).is_ok(), "{kid}");
        for bit in 0..good.len() * 8 {
            if let Ok(changed) = String::from_utf8(flipped(good.as_bytes(), bit)) {
                assert!(verify(&changed, &RING, NOW).is_err(), "{kid}: bit {bit}");
            }
        }
    }
}

/// The bits of what is encoded, and not of its spelling: each change is well-formed base64url.
#[test]
fn each_bit_of_header_payload_and_signature_matters() {
    for kid in [ED, EC] {
        let good = token(kid, &customer());
        let parts: Vec<Vec<u8>> =
            good.split('.').map(|part| Base64UrlUnpadded::decode_vec(part).expect("base64url")).collect();
        for (index, part) in parts.iter().enumerate() {
            for bit in 0..part.len() * 8 {
                let mut changed = parts.clone();
                changed[index] = flipped(part, bit);
                let changed: Vec<String> = changed.iter().map(|part| Base64UrlUnpadded::encode_string(part)).collect();
                assert!(verify(&changed.join("."), &RING, NOW).is_err(), "{kid}: part {index}, bit {bit}");
            }
        }
    }
}

#[test]
fn no_key_set_panics_where_it_is_cut_off() {
    let text = SHARED["jwks"].to_string();
    for end in 0..text.len() {
        assert_eq!(PublicKeys::parse(&text[..end]).err(), Some(vec![InvalidKeys::Malformed]), "{end}");
    }
}

#[test]
fn neither_a_set_nor_its_problems_show_what_is_in_it() {
    let secret = Base64UrlUnpadded::encode_string(&private(ED));
    let mut leaked = SHARED["jwks"].clone();
    leaked["keys"][0]["d"] = secret.clone().into();
    let problems = PublicKeys::parse(&leaked.to_string()).expect_err("a private key");
    let told: Vec<String> =
        problems.iter().map(|problem| format!("{problem:?} {problem} {}", json!(problem))).collect();
    let shown = format!("{:?} {told:?}", *RING);
    let x = SHARED["jwks"]["keys"][0]["x"].as_str().expect("a coordinate");
    assert!(!shown.contains(&secret) && !shown.contains(x), "{shown}");
    assert!(shown.contains("PublicKey(EdDSA)") && shown.contains("PublicKey(ES256)"), "{shown}");
    assert!(shown.contains("the key set holds a private or symmetric key"), "{shown}");
}

proptest! {
    #[test]
    fn what_a_key_signs_is_accepted_until_it_expires(lifetime in 1..=900_i64, start in 0..253_402_300_799_i64, ed: bool) {
            let mut claims = customer();
        (claims["iat"], claims["exp"]) = (start.into(), (start + lifetime).into());
        let token = token(if ed { ED } else { EC }, &claims);
        prop_assert_eq!(verify(&token, &RING, start).expect("our own token").expires_at, start + lifetime);
        prop_assert_eq!(verify(&token, &RING, start + lifetime + 30), Err(SessionError::Expired));
    }

    #[test]
    fn an_edited_token_is_refused(token in prop_oneof![edited(token(ED, &customer())), edited(token(EC, &customer()))]) {
            let original = token == self::token(ED, &customer()) || token == self::token(EC, &customer());
        prop_assert_eq!(verify(&token, &RING, NOW).is_ok(), original);
    }

    #[test]
    fn random_signatures_are_refused_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..140), ed: bool, exact: [[u8; 32]; 2]) {
            let good = token(if ed { ED } else { EC }, &customer());
        let (message, _) = good.rsplit_once('.').expect("three parts");
        for signature in [bytes, exact.concat()] {
            let forged = format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature));
            prop_assert_eq!(verify(&forged, &RING, NOW), Err(SessionError::Mismatch));
        }
    }

    #[test]
    fn no_coordinates_and_no_text_panic(text: String, x: [u8; 32], y: [u8; 32]) {
        prop_assert!(PublicKeys::parse(&text).is_err());
        let [x, y] = [x, y].map(|number| Base64UrlUnpadded::encode_string(&number));
        let set = json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": x },
            { "kty": "EC", "crv": "P-256", "kid": "b", "x": x, "y": y },
        ] });
        prop_assert_eq!(PublicKeys::parse(&set.to_string()).err(), Some(vec![InvalidKeys::InvalidPoint]));
    }
}
