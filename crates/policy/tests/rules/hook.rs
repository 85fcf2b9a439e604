//! The webhook receiver (proxy.md §2, threats.md row 15).

use crate::given::{self, JANE, NOW, refusal};
use helpthread_core::{id::CustomerId, secret::Secret, webhook::Key};
use helpthread_policy::{
    answer::Answer,
    body::ReadBody,
    config::Config,
    decide::{Decision, Mode, decide},
    hook::{Hook, Received},
    inbound::Inbound,
};
use serde_json::{Value, json};

const SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
const OLDER: &str = "whsec_live_1a2b3c4d5e6f7g8h9i0j";
const URL: &str = "https://p/hooks/helpthread";

fn config(secrets: Option<&'static str>) -> Config {
    let mut settings = given::settings();
    settings.extend(secrets.map(|secrets| ("WEBHOOK_SECRETS", secrets)));
    given::read(&settings).expect("a configuration")
}

fn event(kind: &str) -> Value {
    let conversation = json!({
        "id": "cnv_1", "customer_id": JANE, "subject": "Billing", "status": "open", "assignee_id": null,
        "created_at": "2024-05-13T14:24:00Z", "updated_at": "2024-05-13T14:24:00Z", "last_message_at": "2024-05-13T14:24:00Z"
    });
    json!({ "type": kind, "timestamp": "2024-05-13T14:24:00.000Z", "data": conversation })
}

/// A delivery as it arrives.
struct Delivery {
    id: String,
    timestamp: String,
    signature: String,
    body: Vec<u8>,
}

fn delivery(secret: &str, body: &str) -> Delivery {
    let key = Key::new(&Secret::new(secret));
    let signature = key.sign("evt_1", NOW, body.as_bytes()).expect("an id");
    Delivery { id: "evt_1".to_owned(), timestamp: NOW.to_string(), signature, body: body.as_bytes().to_vec() }
}

fn received(delivery: &Delivery, config: Config) -> Result<Received, Answer> {
    let config = Ok(config);
    let inbound = Inbound { method: "POST", url: URL, ..Inbound::default() }
        .with("webhook-id", Some(&delivery.id))
        .with("webhook-timestamp", Some(&delivery.timestamp))
        .with("webhook-signature", Some(&delivery.signature));
    match decide(&inbound, &config, Mode::Hubs, NOW).0 {
        Decision::Receive(hook, config) => hook.receive(ReadBody::Whole(delivery.body.clone()), config, NOW),
        Decision::Answer(answer) => Err(answer),
        other => panic!("{other:?}"),
    }
}

fn refused(delivery: &Delivery) -> (u16, String) {
    refusal(&received(delivery, config(Some(SECRET))).expect_err("a refusal"))
}

#[test]
fn half_a_mebibyte_of_a_delivery_is_read() {
    assert_eq!(Hook::MAX_BYTES, 524_288);
}

#[test]
fn a_signed_event_is_delivered_to_its_customer() {
    for kind in ["conversation.created", "conversation.updated"] {
        let received = received(&delivery(SECRET, &event(kind).to_string()), config(Some(SECRET))).expect("an event");
        assert_eq!(received.delivered.id, "evt_1");
        assert_eq!(received.customer.as_ref().map(CustomerId::as_str), Some(JANE));
    }
}

#[test]
fn each_of_several_secrets_is_good() {
    for secret in [SECRET, OLDER] {
        let both = config(Some("whsec_live_1a2b3c4d5e6f7g8h9i0j, whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
        assert!(received(&delivery(secret, &event("conversation.created").to_string()), both).is_ok(), "{secret}");
    }
}

#[test]
fn an_event_of_an_unknown_type_is_taken_and_concerns_nobody() {
    let unknown = json!({ "type": "agent.created", "timestamp": "2024-05-13T14:24:00.000Z", "data": 5 }).to_string();
    assert_eq!(received(&delivery(SECRET, &unknown), config(Some(SECRET))).expect("taken").customer, None);
}

#[test]
fn an_event_may_be_as_wide_as_it_likes_and_32_deep() {
    let with = |data: &str| format!(r#"{{"type":"a.b","timestamp":"2024-05-13T14:24:00.000Z","data":{data}}}"#);
    let wide = with(&format!("[{}]", vec!["[{}]"; 100].join(",")));
    assert!(received(&delivery(SECRET, &wide), config(Some(SECRET))).is_ok());
    let deep = |levels: usize| with(&format!("{}{}", "[".repeat(levels - 1), "]".repeat(levels - 1)));
    assert!(received(&delivery(SECRET, &deep(32)), config(Some(SECRET))).is_ok());
    assert_eq!(refused(&delivery(SECRET, &deep(33))), (400, "invalid_request".to_owned()));
}

#[test]
fn an_unverified_delivery_shows_nothing_of_itself() {
    let delivery = delivery(SECRET, "{}");
    let inbound = Inbound { method: "POST", url: URL, ..Inbound::default() }
        .with("webhook-id", Some(&delivery.id))
        .with("webhook-timestamp", Some(&delivery.timestamp))
        .with("webhook-signature", Some(&delivery.signature));
    let config = Ok(config(Some(SECRET)));
    let Decision::Receive(hook, _) = decide(&inbound, &config, Mode::Hubs, NOW).0 else { panic!("a receiver") };
    assert_eq!(format!("{hook:?}"), "Hook { .. }");
}

#[test]
fn what_is_signed_and_no_event_is_invalid() {
    let mut without_a_customer = event("conversation.created");
    without_a_customer["data"]["customer_id"] = json!("usr_1");
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    for body in ["", "null", "[]", "{}", "{\"type\":", &without_a_customer.to_string(), &deep] {
        assert_eq!(refused(&delivery(SECRET, body)), (400, "invalid_request".to_owned()), "{body}");
    }
}

#[test]
fn a_body_that_is_not_utf_8_is_no_event_even_where_it_is_not_read() {
    let mut body = event("customer.renamed").to_string().into_bytes();
    assert_eq!(body.pop(), Some(b'}'));
    body.extend(b",\"new\":\"\xff\"}");
    let signature = Key::new(&Secret::new(SECRET)).sign("evt_1", NOW, &body).expect("an id");
    let delivery = Delivery { id: "evt_1".to_owned(), timestamp: NOW.to_string(), signature, body };
    assert_eq!(refused(&delivery), (400, "invalid_request".to_owned()));
}

#[test]
fn an_array_of_an_events_values_is_no_event() {
    let event = event("conversation.created");
    let values = event["data"].as_object().expect("a conversation").values();
    let mut with_an_array = event.clone();
    // In the order of the model's fields.
    let order =
        ["id", "customer_id", "subject", "status", "assignee_id", "created_at", "updated_at", "last_message_at"];
    with_an_array["data"] = json!(order.map(|name| &event["data"][name]));
    assert_eq!(with_an_array["data"].as_array().map(Vec::len), Some(values.len()));
    let outer = json!([event["type"], event["timestamp"], event["data"]]);
    for body in [outer, with_an_array] {
        assert_eq!(refused(&delivery(SECRET, &body.to_string())), (400, "invalid_request".to_owned()), "{body}");
    }
}

#[test]
fn what_is_not_signed_right_is_refused() {
    let good = || delivery(SECRET, &event("conversation.created").to_string());
    let signature = good().signature;
    let base64 = signature.trim_start_matches("v1,").to_owned();
    let mut cases = vec![
        ("another secret", delivery(OLDER, &event("conversation.created").to_string())),
        ("another id", Delivery { id: "evt_2".to_owned(), ..good() }),
        ("another time", Delivery { timestamp: (NOW + 1).to_string(), ..good() }),
        ("another body", Delivery { body: b"{}".to_vec(), ..good() }),
    ];
    for (what, signature) in [
        ("none", String::new()),
        ("no version", base64.clone()),
        ("another version", format!("v2,{base64}")),
        ("upper case", signature.to_uppercase()),
        ("too short", signature[..signature.len() - 2].to_owned()),
        ("two headers", format!("{signature}, {signature}")),
        ("a list with commas", format!("v1,AAAA, {signature}")),
    ] {
        cases.push((what, Delivery { signature, ..good() }));
    }
    for (what, timestamp) in
        [("a sign", format!("+{NOW}")), ("a fraction", format!("{NOW}.0")), ("two", format!("{NOW}, {NOW}"))]
    {
        cases.push((what, Delivery { timestamp, ..good() }));
    }
    for (what, delivery) in cases {
        assert_eq!(refused(&delivery), (401, "invalid_signature".to_owned()), "{what}");
    }
    let listed = Delivery { signature: format!("v1,AAAA v2,xyz {signature}"), ..good() };
    assert!(received(&listed, config(Some(SECRET))).is_ok(), "one right signature of a list is enough");
}

#[test]
fn a_delivery_is_good_for_five_minutes_either_way() {
    let at = |timestamp: i64| {
        let body = event("conversation.created").to_string();
        let signature = Key::new(&Secret::new(SECRET)).sign("evt_1", timestamp, body.as_bytes()).expect("an id");
        Delivery { timestamp: timestamp.to_string(), signature, ..delivery(SECRET, &body) }
    };
    for seconds in [-300, 0, 300] {
        assert!(received(&at(NOW + seconds), config(Some(SECRET))).is_ok(), "{seconds}");
    }
    for seconds in [-301, 301, -86_400] {
        assert_eq!(refused(&at(NOW + seconds)), (401, "timestamp_out_of_range".to_owned()), "{seconds}");
    }
}

#[test]
fn without_secrets_there_is_no_receiver() {
    let delivery = delivery(SECRET, "{}");
    assert_eq!(refusal(&received(&delivery, config(None)).expect_err("a refusal")), (404, "not_found".to_owned()));
}
