//! One real delivery, and how the page shows it: with sample values, and the signature that those have.

use base64ct::{Base64, Encoding};
use helpthread_docs::json_text::Json;
use helpthread_tests::wait::until;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::normal;
use crate::api::Api;
use crate::deliveries::{content, event, header, register, reply};

/// A `message.created` as it arrived.
pub(super) struct Delivered {
    pub(super) secret: String,
    pub(super) id: String,
    pub(super) timestamp: String,
    pub(super) signature: String,
    pub(super) body: Vec<u8>,
}

impl Delivered {
    /// Registers a receiver, replies, and waits for the event.
    pub(super) fn by(api: &Api) -> Self {
        let receiver = content();
        let webhook = register(api, &receiver);
        reply(api);
        let is_message = |event: Value| event["type"] == "message.created";
        until("a delivery", || receiver.requests().iter().any(|request| is_message(event(request))));
        let delivery = receiver.requests().into_iter().find(|request| is_message(event(request))).expect("it came");
        Self {
            secret: webhook["signing_secret"].as_str().expect("a new webhook has its secret").to_owned(),
            id: header(&delivery, "webhook-id"),
            timestamp: header(&delivery, "webhook-timestamp"),
            signature: header(&delivery, "webhook-signature"),
            body: delivery.body,
        }
    }

    /// The delivery as the page shows it. Whoever checks it with the page's secret finds it right.
    pub(super) fn normal(&self) -> String {
        let body = normal::json(std::str::from_utf8(&self.body).expect("JSON is UTF-8"));
        let body = compact(&Json::parse(&body).expect("JSON"));
        let prefix = self.id.find('_').map_or("", |end| &self.id[..=end]);
        let id =
            format!("{prefix}{}", "01HXYZE5G7J9K1M3N5P7Q9R1S3".get(..self.id.len() - prefix.len()).expect("a shape"));
        let timestamp = "1715613268";
        let key = Base64::decode_vec(normal::SIGNING_SECRET.trim_start_matches("whsec_")).expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any length is a key");
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        let signature = Base64::encode_string(&mac.finalize().into_bytes());
        format!(
            "POST /webhooks/helpthread HTTP/1.1\nContent-Type: application/json\nwebhook-id: {id}\nwebhook-timestamp: {timestamp}\n\
             webhook-signature: v1,{signature}\n\n{body}\n"
        )
    }
}

/// As it is on the wire.
fn compact(json: &Json) -> String {
    match json {
        Json::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), compact(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        other => other.written(helpthread_docs::json_text::Language::Json, 0),
    }
}
