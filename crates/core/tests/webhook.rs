//! Webhook deliveries (api-v1.md §7): Standard Webhooks signatures, made and checked.

use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};
use helpthread_core::{
    secret::Secret,
    webhook::{Delivery, ID_HEADER, Key, SIGNATURE_HEADER, TIMESTAMP_HEADER, WebhookError, verify, write_secret},
    window::Window,
};
use proptest::prelude::*;
use serde::Deserialize;

use crate::{
    arbitrary::{edited, flipped},
    vectors,
};

const NOW: i64 = 1_715_606_400;
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[derive(Deserialize)]
struct Case {
    name: String,
    secrets: Vec<String>,
    id: String,
    timestamp: String,
    #[serde(flatten)]
    body: vectors::Body,
    signature: String,
    now: i64,
    reason: Option<String>,
    #[serde(default)]
    signer: bool,
}

fn reason(error: WebhookError) -> &'static str {
    match error {
        WebhookError::InvalidId => "invalid_id",
        WebhookError::InvalidTimestamp => "invalid_timestamp",
        WebhookError::NoSignature => "no_signature",
        WebhookError::Mismatch => "mismatch",
        WebhookError::OutsideWindow => "outside_window",
    }
}

fn key(secret: &str) -> Key {
    Key::new(&Secret::new(secret))
}

#[test]
fn every_delivery_of_the_vectors_is_judged_as_they_say() {
    for case in vectors::cases::<Case>("webhooks.json") {
        let keys: Vec<Key> = case.secrets.iter().map(|secret| key(secret)).collect();
        let body = case.body.bytes();
        let delivery = Delivery { id: &case.id, timestamp: &case.timestamp, signature: &case.signature, body: &body };
        let refused = verify(&delivery, &keys, Window::around(case.now)).err().map(reason);
        assert_eq!(refused, case.reason.as_deref(), "{}", case.name);
    }
}

#[test]
fn a_signer_writes_the_signatures_of_the_vectors_byte_for_byte() {
    let cases: Vec<Case> = vectors::cases("webhooks.json").into_iter().filter(|case: &Case| case.signer).collect();
    assert!(cases.len() >= 20);
    for case in cases {
        let timestamp = case.timestamp.parse().expect("a time");
        let signature = key(&case.secrets[0]).sign(&case.id, timestamp, &case.body.bytes());
        assert_eq!(signature.as_deref(), Ok(case.signature.as_str()), "{}", case.name);
    }
}

#[test]
fn the_headers_are_the_specifications() {
    assert_eq!(
        [ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER],
        ["webhook-id", "webhook-timestamp", "webhook-signature"]
    );
}

#[test]
fn an_id_that_cannot_be_signed_unambiguously_is_not_signed() {
    for id in ["", "a.b", "a b", "a\nb", "é", &"d".repeat(257)] {
        assert_eq!(key(SECRET).sign(id, NOW, b""), Err(WebhookError::InvalidId), "{id:?}");
    }
}

/// Anyone may send a delivery, so what refusing it costs must not be the sender's to multiply.
#[test]
fn a_body_is_hashed_once_however_many_signatures_are_claimed() {
    let body = vec![b' '; 256 * 1024];
    let cost = |signatures: usize| {
        let signature = vec![format!("v1,{}", Base64::encode_string(&[0; 32])); signatures].join(" ");
        let began = Instant::now();
        assert_eq!(judge(&key(SECRET), "dlv_1", "1715606400", &signature, &body), Err(WebhookError::Mismatch));
        began.elapsed()
    };
    // Others who use the processor only add to a time, so the least of many is what it costs: by turns, five times and as many more
    // as it takes.
    let (mut one, mut sixteen) = (Duration::MAX, Duration::MAX);
    let is_shown = (1..=60).any(|round| {
        (one, sixteen) = (one.min(cost(1)), sixteen.min(cost(16)));
        round >= 5 && sixteen < 4 * one
    });
    assert!(is_shown, "one signature took {one:?}, sixteen {sixteen:?}");
}

fn judge(key: &Key, id: &str, timestamp: &str, signature: &str, body: &[u8]) -> Result<(), WebhookError> {
    verify(&Delivery { id, timestamp, signature, body }, core::slice::from_ref(key), Window::around(NOW))
}

proptest! {
    #[test]
    fn a_new_secret_signs_with_its_24_random_bytes(random: [u8; 24], body: Vec<u8>) {
        let secret = write_secret(&random);
        let encoded = secret.strip_prefix("whsec_").expect("the prefix");
        let decoded = Base64::decode_vec(encoded).expect("base64");
        prop_assert_eq!(decoded.as_slice(), &random[..]);
        let signature = key(&secret).sign("dlv_1", NOW, &body).expect("an id");
        prop_assert_eq!(judge(&key(&secret), "dlv_1", "1715606400", &signature, &body), Ok(()));
        // Not a zero: HMAC pads a key with zeros, so one more would be the same key.
        let longer = format!("whsec_{}", Base64::encode_string(&[&random[..], &[1]].concat()));
        prop_assert_ne!(key(&longer).sign("dlv_1", NOW, &body), Ok(signature));
    }

    #[test]
    fn what_is_signed_verifies(secret: Vec<u8>, id in "[!-\\-/-~]{1,256}", away in -300..=300_i64, body: Vec<u8>) {
        let key = Key::new(&Secret::new(secret));
        let signature = key.sign(&id, NOW + away, &body).expect("an id");
        prop_assert_eq!(judge(&key, &id, &(NOW + away).to_string(), &signature, &body), Ok(()));
    }

    #[test]
    fn no_changed_body_id_or_time_verifies(body in prop::collection::vec(any::<u8>(), 1..100), bit: usize, seconds in 1..=300_i64) {
        let key = key(SECRET);
        let signature = key.sign("dlv_1", NOW, &body).expect("an id");
        let mismatch = Err(WebhookError::Mismatch);
        prop_assert_eq!(judge(&key, "dlv_1", "1715606400", &signature, &flipped(&body, bit)), mismatch);
        prop_assert_eq!(judge(&key, "dlv_2", "1715606400", &signature, &body), mismatch);
        prop_assert_eq!(judge(&key, "dlv_1", &(NOW + seconds).to_string(), &signature, &body), mismatch);
    }

    #[test]
    fn any_flipped_bit_of_a_signature_is_refused(bit in 0..256_usize) {
        let right = key(SECRET).sign("dlv_1", NOW, b"{}").expect("an id");
        let mac = Base64::decode_vec(&right[3..]).expect("base64");
        let wrong = format!("v1,{}", Base64::encode_string(&flipped(&mac, bit)));
        prop_assert_eq!(judge(&key(SECRET), "dlv_1", "1715606400", &wrong, b"{}"), Err(WebhookError::Mismatch));
    }

    /// White space around a signature changes nothing; whatever else is edited does.
    #[test]
    fn an_edited_signature_is_refused(
        edited in edited(key(SECRET).sign("dlv_1", NOW, b"{}").expect("an id")),
    ) {
        let right = key(SECRET).sign("dlv_1", NOW, b"{}").expect("an id");
        let accepted = judge(&key(SECRET), "dlv_1", "1715606400", &edited, b"{}").is_ok();
        prop_assert_eq!(accepted, edited.split(' ').any(|part| part == right));
    }

    #[test]
    fn nothing_panics(secret: Vec<u8>, id: String, timestamp: String, signature: String, body: Vec<u8>, now: i64) {
        let key = Key::new(&Secret::new(secret));
        let signatures = [signature.clone(), format!("v1,{signature}")];
        for signature in &signatures {
            let delivery = Delivery { id: &id, timestamp: &timestamp, signature, body: &body };
            prop_assert!(verify(&delivery, core::slice::from_ref(&key), Window::around(now)).is_err());
        }
        let _ = key.sign(&id, now, &body);
    }
}
