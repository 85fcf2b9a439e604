//! Webhook deliveries as HelpThread sends them (api-v1.md §7), signed by hand.

use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::http::Request;
use crate::inbox::page_of;
use crate::proxy::WEBHOOK_SECRETS;
use crate::token::now;

/// The bytes that a secret stands for.
fn key(secret: &str) -> Vec<u8> {
    let decoded = Base64::decode_vec(secret.trim_start_matches("whsec_")).ok();
    decoded.filter(|key| key.len() >= 24).unwrap_or_else(|| secret.as_bytes().to_vec())
}

/// The value of `webhook-signature`.
pub fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&key(secret)).expect("any length is a key");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes()))
}

/// A delivery with these values of the three headers.
pub fn with_headers(id: &str, timestamp: &str, signature: &str, body: &str) -> Request {
    let request = Request::new("POST", "/hooks/helpthread").header("webhook-id", id);
    request.header("webhook-timestamp", timestamp).header("webhook-signature", signature).json(body)
}

/// A delivery of this event, now, as it must be.
pub fn delivery(id: &str, event: &Value) -> Request {
    let (timestamp, body) = (now(), event.to_string());
    with_headers(id, &timestamp.to_string(), &signature(WEBHOOK_SECRETS[0], id, timestamp, &body), &body)
}

/// The customer's conversation has another subject since `at`, unix milliseconds.
pub fn conversation_updated(customer: &str, subject: &str, at: i64) -> Value {
    let mut data = page_of(customer)["data"][0].clone();
    data["subject"] = json!(subject);
    json!({ "type": "conversation.updated", "timestamp": time_of(at), "data": data })
}

/// This message of the customer's conversation was written at `at`, unix milliseconds.
pub fn message_created(customer: &str, message: &Value, at: i64) -> Value {
    let mut data = message.clone();
    data["customer_id"] = json!(customer);
    data["created_at"] = json!(whole_seconds(at));
    json!({ "type": "message.created", "timestamp": time_of(at), "data": data })
}

/// Unix milliseconds.
pub fn now_milliseconds() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    i64::try_from(elapsed.as_millis()).expect("the clock is set")
}

fn time_of(milliseconds: i64) -> String {
    whole_seconds(milliseconds).replace('Z', &format!(".{:03}Z", milliseconds.rem_euclid(1_000)))
}

fn whole_seconds(milliseconds: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1_000)).expect("a time");
    time.format(&Rfc3339).expect("a time")
}
