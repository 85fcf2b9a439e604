//! api-v1.md §7 and §9: a customer writes in.

use std::cell::Cell;

use helpthread_inbox::database::Database;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode};
use serde_json::{Value, json};

use crate::support::{CUSTOMER, Desk, FailingAfter, NOW, Row, answered, code, get_request, moment, refusal};

const TYPES: &str = "conversation.created conversation.updated message.created";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.database()
        .query(
            "INSERT INTO webhooks (id, url, events, active, signing_secret, created_at)
             VALUES ('whk_1', 'https://crm.example/', ?1, 1, 'whsec_x', 0)",
            &[TYPES.into()],
        )
        .unwrap();
    let old =
        |id: &str, status| Row { id: id.into(), customer: CUSTOMER.into(), status, assignee: None, created_at: 100 };
    desk.add(&old("cnv_closed", "closed"));
    desk.add(&old("cnv_pending", "pending"));
    desk
}

fn receive(database: impl Database, body: &Value) -> helpthread_inbox::answer::Answer {
    let body = Body::from(body.to_string().into_bytes());
    let path = "/_admin/inbound";
    let request =
        Request { method: "POST", content_type: Some("application/json"), ..get_request(path, "", None, &body) };
    Inbox::new(database, Mode::Production).administer("desk", &request, &moment(NOW))
}

/// The types of the events that are owed, in the order of their times.
fn events(desk: &Desk) -> Vec<String> {
    let sql = "SELECT event_type FROM deliveries ORDER BY body ->> '$.timestamp'";
    let rows = desk.database().query(sql, &[]).unwrap();
    rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect()
}

#[test]
fn a_new_customer_begins_a_conversation() {
    let desk = desk();
    let answer = receive(
        desk.database(),
        &json!({"workspace": "desk", "customer_id": "cus_new", "subject": "Hello", "body": "Is anybody there?"}),
    );
    let made = answered(&answer, 201);
    let conversation = &made["conversation"];
    assert_eq!((&conversation["status"], &conversation["subject"]), (&json!("open"), &json!("Hello")));
    assert_eq!(conversation["created_at"], conversation["last_message_at"]);
    assert_eq!(made["message"]["author_type"], "customer");
    assert_eq!(made["message"]["agent_id"], Value::Null);
    assert_eq!(events(&desk), ["conversation.created", "message.created"]);
    let listed: Value = serde_json::from_str(&desk.get("/v1/customers/cus_new/conversations").body).unwrap();
    assert_eq!(listed["data"][0], *conversation);
}

#[test]
fn without_a_subject_the_first_line_is_one() {
    let desk = desk();
    let body = format!("\n  {}\nsecond line", "ä".repeat(100));
    let made =
        answered(&receive(desk.database(), &json!({"workspace": "desk", "customer_id": CUSTOMER, "body": body})), 201);
    assert_eq!(made["conversation"]["subject"], "ä".repeat(80));
}

#[test]
fn a_customer_goes_on_and_reopens_what_was_closed() {
    for (id, status) in [("cnv_closed", "open"), ("cnv_pending", "pending")] {
        let desk = desk();
        let body = json!({"workspace": "desk", "customer_id": CUSTOMER, "conversation_id": id, "body": "Still broken"});
        let made = answered(&receive(desk.database(), &body), 201);
        assert_eq!(made["conversation"]["status"], status);
        assert_eq!(made["conversation"]["updated_at"], "2024-05-13T14:24:10Z");
        assert_eq!(made["conversation"]["last_message_at"], made["message"]["created_at"]);
        assert_eq!(events(&desk), ["message.created", "conversation.updated"]);
    }
}

#[test]
fn somebody_elses_conversation_is_not_found() {
    let desk = desk();
    for (customer, id) in [("cus_other", "cnv_closed"), (CUSTOMER, "cnv_nothing")] {
        let body = json!({"workspace": "desk", "customer_id": customer, "conversation_id": id, "body": "x"});
        assert_eq!(code(&receive(desk.database(), &body)), (404, "conversation_not_found".to_owned()));
    }
    assert_eq!(events(&desk), Vec::<String>::new());
}

#[test]
fn the_body_is_read_strictly() {
    let desk = desk();
    for (body, message) in [
        (json!({"workspace": "desk", "body": "x"}), "The field customer_id is required."),
        (json!({"workspace": "desk", "customer_id": "usr_1", "body": "x"}), "The field customer_id must be"),
        (json!({"workspace": "desk", "customer_id": CUSTOMER}), "The field body is required."),
        (json!({"workspace": "desk", "customer_id": CUSTOMER, "body": ""}), "The field body must have 1 to"),
        (
            json!({"workspace": "desk", "customer_id": CUSTOMER, "body": "x", "subject": ""}),
            "The field subject must have",
        ),
        (
            json!({"workspace": "desk", "customer_id": CUSTOMER, "body": "x", "conversation_id": 1}),
            "The field conversation_id",
        ),
        (
            json!({"workspace": "desk", "customer_id": CUSTOMER, "body": "x", "conversation_id": "cnv_1", "subject": "y"}),
            "The field subject belongs to a new conversation",
        ),
        (
            json!({"workspace": "desk", "customer_id": CUSTOMER, "body": "x", "internal": true}),
            "The field internal is not supported.",
        ),
    ] {
        let (status, _, told) = refusal(&receive(desk.database(), &body));
        assert!(status == 400 && told.contains(message), "{body}: {told}");
    }
}

#[test]
fn whichever_statement_fails_neither_message_nor_event_is_left() {
    for body in [
        json!({"workspace": "desk", "customer_id": "cus_new", "body": "x"}),
        json!({"workspace": "desk", "customer_id": CUSTOMER, "conversation_id": "cnv_closed", "body": "x"}),
    ] {
        let whole = desk();
        let counting = FailingAfter { database: whole.database(), left: Cell::new(usize::MAX) };
        assert_eq!(receive(&counting, &body).status, 201);
        for left in 0..usize::MAX - counting.left.get() {
            let desk = desk();
            let failing = FailingAfter { database: desk.database(), left: Cell::new(left) };
            assert_eq!(receive(&failing, &body).status, 500);
            for table in
                ["messages", "deliveries", "customers WHERE id = 'cus_new'", "conversations WHERE status = 'open'"]
            {
                let rows = desk.database().query(&format!("SELECT 1 FROM {table}"), &[]).unwrap();
                assert!(rows.is_empty(), "{table} after {left} statements");
            }
        }
    }
}
