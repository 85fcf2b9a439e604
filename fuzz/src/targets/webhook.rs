//! The headers and the body of a webhook delivery (api-v1.md §7, Standard Webhooks), judged as an oracle over HMAC and base64 judges.

use base64ct::{Base64, Encoding};
use helpthread_core::{
    secret::Secret,
    webhook::{Delivery, Key, WebhookError, verify},
    window::Window,
};

use super::hmac_sha256;
use crate::vectors::{self, NOW};

/// The bytes in base64 of the newer secret.
const NEWER: &[u8] = b"012345678901234567890123";
const OLDER: &str = "whsec_live_1a2b3c4d5e6f7g8h9i0j";

fn keys() -> [Key; 2] {
    let newer = format!("whsec_{}", Base64::encode_string(NEWER));
    [Key::new(&Secret::new(newer)), Key::new(&Secret::new(OLDER))]
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let text = |case: &serde_json::Value, field: &str| case[field].as_str().unwrap_or_default().to_owned();
    let cases = vectors::cases("webhooks.json");
    let mut seeds: Vec<Vec<u8>> = cases
        .iter()
        .map(|case| ["id", "timestamp", "signature", "body"].map(|field| text(case, field)).join("\n"))
        .filter(|lines| lines.len() <= 2048)
        .map(String::into_bytes)
        .collect();
    // Right in every way, under the keys of this target: no fuzzer finds those by itself.
    for (key, timestamp) in keys().iter().zip([NOW, NOW - 301]) {
        let signature = key.sign("evt_1", timestamp, b"{}").expect("an id");
        seeds.push(format!("evt_1\n{timestamp}\nv1a,x v1,AAAA {signature}\n{{}}").into_bytes());
    }
    seeds
}

pub(crate) fn check(data: &[u8]) {
    let mut lines = data.splitn(4, |byte| *byte == b'\n');
    let mut text = || lines.next().and_then(|line| str::from_utf8(line).ok());
    let (Some(id), Some(timestamp), Some(signature)) = (text(), text(), text()) else { return };
    let body = lines.next().unwrap_or_default();
    let (keys, window) = (keys(), Window::around(NOW));

    let delivery = Delivery { id, timestamp, signature, body };
    assert_eq!(verify(&delivery, &keys, window), oracle(&delivery));

    let Some(moment) = moment(timestamp) else { return };
    let Ok(ours) = keys[1].sign(id, moment, body) else {
        assert!(!is_id(id));
        return;
    };
    let list = [signature.get(..64).unwrap_or_default(), &ours].join(" ");
    let delivery = Delivery { id, timestamp: &moment.to_string(), signature: &list, body };
    assert_eq!(verify(&delivery, &keys, window), within(moment));
    assert_eq!(
        verify(&Delivery { body: &[body, b" "].concat(), signature: &ours, ..delivery }, &keys, window),
        Err(WebhookError::Mismatch)
    );
}

fn oracle(delivery: &Delivery<'_>) -> Result<(), WebhookError> {
    if !is_id(delivery.id) {
        return Err(WebhookError::InvalidId);
    }
    let moment = moment(delivery.timestamp).ok_or(WebhookError::InvalidTimestamp)?;
    let message = [delivery.id.as_bytes(), b".", delivery.timestamp.as_bytes(), b".", delivery.body].concat();
    let expected = [NEWER, OLDER.as_bytes()].map(|key| hmac_sha256(key, &message).to_vec());
    let claimed: Vec<Vec<u8>> = delivery.signature.split(' ').filter_map(signature).take(16).collect();
    match claimed.iter().any(|claimed| expected.contains(claimed)) {
        _ if claimed.is_empty() => Err(WebhookError::NoSignature),
        true => within(moment),
        false => Err(WebhookError::Mismatch),
    }
}

fn within(moment: i64) -> Result<(), WebhookError> {
    if (NOW - 300..=NOW + 300).contains(&moment) { Ok(()) } else { Err(WebhookError::OutsideWindow) }
}

fn is_id(id: &str) -> bool {
    (1..=256).contains(&id.len()) && id.chars().all(|character| ('!'..='~').contains(&character) && character != '.')
}

fn moment(text: &str) -> Option<i64> {
    let is_one = (1..=12).contains(&text.len()) && text.chars().all(|digit| digit.is_ascii_digit());
    is_one.then(|| text.parse().ok())?
}

/// The 32 bytes of a `v1` signature in the one spelling that base64 has for them.
fn signature(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("v1,")?;
    let bytes = Base64::decode_vec(text).ok().filter(|bytes| bytes.len() == 32)?;
    (Base64::encode_string(&bytes) == text).then_some(bytes)
}
