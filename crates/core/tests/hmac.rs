//! HMAC-SHA-256 against RFC 4231, through the signature of a request, which is nothing else.

use helpthread_core::{hthmac::sign, secret::Secret};
use serde::Deserialize;

use crate::vectors;

#[derive(Deserialize)]
struct Case {
    name: String,
    key: String,
    data: String,
    mac: String,
}

fn bytes(hex: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(hex).expect("hex")
}

#[test]
fn all_cases_of_rfc_4231_give_the_published_mac() {
    let cases = vectors::cases::<Case>("hmac-rfc4231.json");
    assert_eq!(cases.len(), 7);
    for case in cases {
        let signature = sign(&Secret::new(bytes(&case.key)), &bytes(&case.data)).expose();
        let hex = signature.strip_prefix("sha256=").expect("the algorithm");
        assert_eq!(hex.len(), 64);
        assert_eq!(&hex[..case.mac.len()], case.mac, "{}", case.name);
    }
}
