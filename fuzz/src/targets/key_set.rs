//! `SESSION_JWKS` (proxy.md §1, RFC 7517): an operator's setting, but one whose text usually comes from an identity provider.

use helpthread_core::session::{Keyring, PublicKeys, verify};
use serde_json::Value;

use crate::vectors::{self, NOW};

/// The members of private and symmetric keys (RFC 7518 §6, RFC 8037 §2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vectors::texts("key-sets.json", "jwks")
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let keys = match PublicKeys::parse(text) {
        Err(problems) => {
            assert!(!problems.is_empty());
            assert!(
                problems.windows(2).all(|pair| (pair[0] as u8) < (pair[1] as u8)),
                "each once, in order: {problems:?}"
            );
            return;
        }
        Ok(keys) => keys,
    };
    assert!(verify("", &Keyring::of_public_keys(keys), NOW).is_err());
    let Ok(set) = serde_json::from_str::<Value>(text) else { return };
    let keys = set["keys"].as_array().expect("a set has keys");
    assert!((1..=64).contains(&keys.len()));
    let mut kids: Vec<&str> = keys.iter().filter_map(|key| key["kid"].as_str()).collect();
    kids.sort_unstable();
    kids.dedup();
    assert_eq!(kids.len(), keys.len(), "every key has a name of its own");
    for key in keys {
        assert!(PRIVATE.iter().all(|member| key.get(member).is_none()), "a private key was taken");
        let curve = (key["kty"].as_str(), key["crv"].as_str(), key.get("y").is_some());
        assert!(
            matches!(curve, (Some("OKP"), Some("Ed25519"), false) | (Some("EC"), Some("P-256"), true))
                || key["kty"] == "OKP"
        );
    }
    assert!(PublicKeys::parse(&set.to_string()).is_ok(), "refused once it is written again");
}
