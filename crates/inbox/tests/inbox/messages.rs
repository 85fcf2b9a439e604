//! api-v1.md §3: `POST /conversations/:id/messages`.

use helpthread_inbox::database::Database;

use crate::support::{AGENT, CUSTOMER, Desk, NOW, OTHER_AGENT, Row, Write, data, header, refusal, rows};

const TARGET: &str = "/v1/conversations/cnv_1/messages";
const REPLY: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"Hi Jane"}"#;
const NOTE: &str = r#"{"author_type":"agent","agent_id":"usr_amelia","body":"She called","internal":true}"#;

fn desk() -> Desk {
    let desk = Desk::new();
    let (id, customer) = ("cnv_1".into(), CUSTOMER.into());
    desk.add(&Row { id, customer, status: "closed", assignee: Some(OTHER_AGENT), created_at: NOW - 500 });
    desk
}

fn conversation(desk: &Desk) -> serde_json::Value {
    data(&desk.get("/v1/conversations"))[0].clone()
}

fn messages(desk: &Desk) -> usize {
    desk.database().query("SELECT 1 FROM messages", &[]).unwrap().len()
}

#[test]
fn a_message_is_created_and_told_whole() {
    let desk = desk();
    let answer = desk.write("POST", TARGET, REPLY);
    assert_eq!(answer.status, 201);
    let message = data(&answer);
    let id = message["id"].as_str().unwrap();
    assert!(id.starts_with("msg_") && id.len() == 30, "{id}");
    assert_eq!(
        message,
        serde_json::json!({
            "id": id, "conversation_id": "cnv_1", "author_type": "agent", "agent_id": AGENT, "body": "Hi Jane",
            "internal": false, "created_at": "2024-05-13T14:24:10Z"
        })
    );
    assert!(header(&answer, "X-RateLimit-Remaining").is_some());
    assert_eq!(header(&answer, "ETag"), None, "only a conversation has a tag");
}

#[test]
fn a_reply_changes_both_times_and_nothing_else() {
    let desk = desk();
    let mut expected = conversation(&desk);
    desk.write("POST", TARGET, REPLY);
    expected["updated_at"] = "2024-05-13T14:24:10Z".into();
    expected["last_message_at"] = "2024-05-13T14:24:10Z".into();
    assert_eq!(conversation(&desk), expected, "an agent's reply does not reopen a closed conversation");
}

#[test]
fn an_internal_message_does_not_change_last_message_at() {
    let desk = desk();
    let mut expected = conversation(&desk);
    assert_eq!(data(&desk.write("POST", TARGET, NOTE))["internal"], true);
    expected["updated_at"] = "2024-05-13T14:24:10Z".into();
    assert_eq!(conversation(&desk), expected);
}

#[test]
fn times_do_not_go_back_with_the_clock() {
    let desk = desk();
    Write { now: NOW + 60, ..Write::new("POST", TARGET, REPLY) }.to(&desk.inbox);
    let before = conversation(&desk);
    assert_eq!(data(&desk.write("POST", TARGET, REPLY))["created_at"], before["updated_at"]);
    assert_eq!(conversation(&desk), before);
}

/// As imported conversations may have it.
#[test]
fn last_message_at_does_not_go_back_when_it_is_later_than_every_change() {
    let desk = desk();
    desk.database().query("UPDATE conversations SET last_message_at = ?1", &[(NOW + 60).into()]).unwrap();
    desk.write("POST", TARGET, REPLY);
    assert_eq!(conversation(&desk)["last_message_at"], "2024-05-13T14:25:10Z");
}

#[test]
fn text_of_any_kind_comes_back_as_it_was() {
    let desk = desk();
    for text in ["שלום\u{200f} 👩‍💻", "\u{0} and \u{7f}", "'; DROP TABLE messages; --", "?1 :a", " ", &"é".repeat(32_768)]
    {
        let body = serde_json::json!({"author_type": "agent", "agent_id": AGENT, "body": text}).to_string();
        assert_eq!(data(&desk.write("POST", TARGET, &body))["body"], text);
        let stored = desk.database().query("SELECT body FROM messages ORDER BY id DESC LIMIT 1", &[]).unwrap();
        assert!(!stored.is_empty());
    }
    let stored = desk.database().query("SELECT body FROM messages WHERE body = ?1", &["\u{0} and \u{7f}".into()]);
    assert_eq!(stored.unwrap().len(), 1);
}

#[test]
fn a_wrong_body_is_invalid_request_naming_the_field() {
    let desk = desk();
    let long = format!(r#"{{"author_type":"agent","agent_id":"usr_amelia","body":"{}"}}"#, "x".repeat(65_537));
    for (body, message) in [
        ("", "The body must be valid JSON."),
        ("{", "The body must be valid JSON."),
        ("[]", "The body must be a JSON object."),
        ("{}", "The field author_type is required."),
        (r#"{"author_type":"customer","agent_id":"usr_amelia","body":"x"}"#, "The field author_type must be agent."),
        (r#"{"author_type":"agent","body":"x"}"#, "The field agent_id is required."),
        (
            r#"{"author_type":"agent","agent_id":"amelia","body":"x"}"#,
            "The field agent_id must be an agent's id, which starts with usr_.",
        ),
        (
            r#"{"author_type":"agent","agent_id":"usr_nobody","body":"x"}"#,
            "The field agent_id must be the id of an agent of this workspace.",
        ),
        (r#"{"author_type":"agent","agent_id":"usr_amelia"}"#, "The field body is required."),
        (
            r#"{"author_type":"agent","agent_id":"usr_amelia","body":""}"#,
            "The field body must have 1 to 65536 bytes of text.",
        ),
        (&long, "The field body must have 1 to 65536 bytes of text."),
        (r#"{"author_type":"agent","agent_id":"usr_amelia","body":7}"#, "The field body must be a string."),
        (
            r#"{"author_type":"agent","agent_id":"usr_amelia","body":"x","internal":"no"}"#,
            "The field internal must be true or false.",
        ),
        (
            r#"{"author_type":"agent","agent_id":"usr_amelia","body":"x","subject":"y"}"#,
            "The field subject is not supported.",
        ),
    ] {
        let expected = (400, "invalid_request".to_owned(), message.to_owned());
        assert_eq!(refusal(&desk.write("POST", TARGET, body)), expected);
    }
    assert_eq!(messages(&desk), 0);
}

#[test]
fn a_conversation_that_does_not_exist_is_not_found() {
    let desk = desk();
    for id in ["cnv_2", "cus_jane"] {
        let answer = desk.write("POST", &format!("/v1/conversations/{id}/messages"), REPLY);
        let message = format!("No conversation was found for id {id}.");
        assert_eq!(refusal(&answer), (404, "conversation_not_found".to_owned(), message));
    }
}

#[test]
fn a_new_message_does_not_move_its_conversation_in_the_list() {
    let desk = desk();
    let (id, customer) = ("cnv_2".into(), CUSTOMER.into());
    desk.add(&Row { id, customer, status: "open", assignee: None, created_at: NOW - 400 });
    desk.write("POST", TARGET, REPLY);
    assert_eq!(rows(&desk.get("/v1/conversations")).0, ["cnv_2", "cnv_1"], "newest first by created_at");
}
