//! Request signatures (api-v1.md §1): who is let in, and with which code the rest is refused.

use helpthread_core::{
    error::ErrorCode,
    hthmac::{Authorization, HthmacError, Signer, Verifier, sign},
    secret::Secret,
    window::Window,
};
use proptest::prelude::*;
use serde::Deserialize;

use crate::{
    arbitrary::{edited, flipped},
    vectors,
};

#[derive(Deserialize)]
struct Case {
    name: String,
    workspace_key: String,
    secret: String,
    #[serde(flatten)]
    body: vectors::Body,
    header: Option<String>,
    now: i64,
    code: Option<String>,
    #[serde(default)]
    signer: bool,
    timestamp: Option<i64>,
}

/// A server that knows one credential and checks in the contract's order.
fn authenticate(case: &Case) -> Result<(), HthmacError> {
    let header = Authorization::parse(case.header.as_deref().ok_or(HthmacError::Missing)?)?;
    if header.workspace_key != case.workspace_key {
        return Err(HthmacError::Mismatch);
    }
    Verifier::new(&Secret::new(case.secret.as_str())).verify(&header.signature, &case.body.bytes())?;
    if Window::around(case.now).contains(header.timestamp) { Ok(()) } else { Err(HthmacError::OutsideWindow) }
}

#[test]
fn every_request_of_the_vectors_is_answered_as_they_say() {
    for case in vectors::cases::<Case>("hthmac.json") {
        let code = authenticate(&case).err().map(|error| error.code().as_str());
        assert_eq!(code, case.code.as_deref(), "{}", case.name);
    }
}

#[test]
fn a_signer_writes_the_header_of_the_vectors_byte_for_byte() {
    let cases: Vec<Case> = vectors::cases("hthmac.json").into_iter().filter(|case: &Case| case.signer).collect();
    assert!(cases.len() >= 10);
    for case in cases {
        let secret = Secret::new(case.secret.as_str());
        let signer = Signer::new(&case.workspace_key, &secret).expect("a key");
        let (body, timestamp) = (case.body.bytes(), case.timestamp.expect("a signer's time"));
        let header = signer.authorization(&body, timestamp);
        assert_eq!(Some(&header), case.header.as_ref(), "{}", case.name);
        assert!(header.contains(&sign(&secret, &body).expose()), "{}", case.name);
    }
}

/// A malformed header is refused by its form, so whatever the signature in it is.
#[test]
fn what_the_vectors_call_parsing_fails_in_the_parser() {
    #[derive(Deserialize)]
    struct Row {
        source: String,
        header: Option<String>,
        code: Option<String>,
    }
    let cases = vectors::cases::<Row>("hthmac.json").into_iter().filter(|case| case.source.ends_with("parsing"));
    for case in cases {
        let parsed = Authorization::parse(case.header.as_deref().expect("a header"));
        assert_eq!(parsed.is_err(), case.code.is_some(), "{:?}", case.header);
    }
}

#[test]
fn the_codes_do_not_tell_a_wrong_key_from_a_wrong_signature() {
    assert_eq!(HthmacError::Missing.code(), ErrorCode::MissingAuthentication);
    assert_eq!(HthmacError::Malformed.code(), ErrorCode::InvalidSignature);
    assert_eq!(HthmacError::Mismatch.code(), ErrorCode::InvalidSignature);
    assert_eq!(HthmacError::OutsideWindow.code(), ErrorCode::TimestampOutOfRange);
    assert_eq!(HthmacError::Malformed.to_string(), HthmacError::Mismatch.to_string());
}

#[test]
fn a_key_that_the_header_cannot_carry_makes_no_signer() {
    let long = "k".repeat(129);
    for key in ["", "a b", "a\"b", "a\\b", "a\nb", "a\r\nX-Evil: 1", "é", "\u{7f}", &long] {
        assert!(Signer::new(key, &Secret::new("secret")).is_err(), "{key:?}");
    }
    assert!(Signer::new(&long[1..], &Secret::new("secret")).is_ok());
}

#[test]
fn a_header_of_512_bytes_is_read_and_a_longer_one_is_not() {
    let header =
        Signer::new("sk_test_abc123", &Secret::new("secret")).expect("a key").authorization(b"", 1_715_606_400);
    let padded = |length: usize| header.clone() + &" ".repeat(length - header.len());
    assert!(Authorization::parse(&padded(512)).is_ok());
    assert_eq!(Authorization::parse(&padded(513)).err(), Some(HthmacError::Malformed));
}

fn key() -> impl Strategy<Value = String> {
    r"[!#-\[\]-~]{1,128}"
}

proptest! {
    #[test]
    fn what_is_signed_is_read_back_and_verifies(
        key in key(), secret: Vec<u8>, body: Vec<u8>, now in 0..=999_999_999_999_i64,
    ) {
        let secret = Secret::new(secret);
        let header = Signer::new(&key, &secret).expect("a key").authorization(&body, now);
        let read = Authorization::parse(&header).expect("our own header");
        prop_assert_eq!(&read.workspace_key, &key);
        prop_assert_eq!(read.timestamp, now);
        prop_assert_eq!(Verifier::new(&secret).verify(&read.signature, &body), Ok(()));
    }

    #[test]
    fn no_other_body_verifies(secret: [u8; 24], body in prop::collection::vec(any::<u8>(), 1..200), bit: usize) {
        let secret = Secret::new(secret);
        let refused = Verifier::new(&secret).verify(&sign(&secret, &flipped(&body, bit)), &body);
        prop_assert_eq!(refused, Err(HthmacError::Mismatch));
        let refused = Verifier::new(&secret).verify(&sign(&secret, &body), &body[1..]);
        prop_assert_eq!(refused, Err(HthmacError::Mismatch));
    }

    #[test]
    fn no_other_secret_verifies(secret in prop::collection::vec(any::<u8>(), 1..200), body: Vec<u8>, bit: usize) {
        let signature = sign(&Secret::new(flipped(&secret, bit)), &body);
        prop_assert_eq!(Verifier::new(&Secret::new(secret)).verify(&signature, &body), Err(HthmacError::Mismatch));
    }

    #[test]
    fn any_flipped_bit_of_a_signature_is_refused(body: Vec<u8>, bit in 0..256_usize) {
        let secret = Secret::new("whsec_test_9d8f7a6b5c4e3d2c1b0a");
        let signer = Signer::new("sk_test_abc123", &secret).expect("a key");
        let right = sign(&secret, &body).expose();
        let mac = base16ct::lower::decode_vec(&right[7..]).expect("hex");
        let wrong = base16ct::lower::encode_string(&flipped(&mac, bit));
        let header = signer.authorization(&body, 1_715_606_400).replace(&right[7..], &wrong);
        let read = Authorization::parse(&header).expect("well formed");
        prop_assert_eq!(Verifier::new(&secret).verify(&read.signature, &body), Err(HthmacError::Mismatch));
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = Authorization::parse(&text);
        let _ = Authorization::parse(&format!("HTHMAC {text}"));
    }

    /// One edit may still be well formed (another digit, more space); then the parts are what the text says.
    #[test]
    fn an_edited_header_is_refused_or_means_what_it_says(
        header in edited(Signer::new("sk", &Secret::new("s")).expect("a key").authorization(b"", 1_715_606_400)),
    ) {
        if let Ok(read) = Authorization::parse(&header) {
            let key = format!(r#"workspace_key="{}""#, read.workspace_key);
            let signature = format!(r#"signature="{}""#, read.signature.expose());
            prop_assert!(header.contains(&key) && header.contains(&signature));
            let digits = header.split_once(r#"timestamp=""#).and_then(|(_, rest)| rest.split_once('"')).map(|(digits, _)| digits);
            prop_assert_eq!(digits.and_then(|digits| digits.parse().ok()), Some(read.timestamp));
        }
    }
}
