//! api-v1.md §9: conversations and messages of another system.

use std::cell::Cell;

use helpthread_core::time::Timestamp;
use helpthread_inbox::administration::{BATCH_LINES, MAX_LINE_BYTES};
use helpthread_inbox::answer::Answer;
use helpthread_inbox::database::Database;
use helpthread_inbox::{Inbox, Mode};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{FailingAfter, NOW, Server, answered, code, moment, refusal, rows};

fn conversation(id: &str) -> Value {
    json!({
        "id": id, "customer_id": "cus_1", "subject": "Hello", "status": "closed", "assignee_id": "usr_amelia",
        "created_at": "2024-05-13T14:24:00Z", "updated_at": "2024-05-13T15:02:11Z", "last_message_at": "2024-05-13T15:02:11Z"
    })
}

fn message(id: &str, conversation: &str) -> Value {
    json!({
        "id": id, "conversation_id": conversation, "author_type": "customer", "agent_id": null, "body": "Привет\n",
        "internal": false, "created_at": "2024-05-13T14:24:00Z"
    })
}

fn with(mut line: Value, field: &str, value: Value) -> Value {
    line[field] = value;
    line
}

fn text(lines: &[Value]) -> String {
    lines.iter().flat_map(|line| [line.to_string(), "\n".to_owned()]).collect()
}

fn server() -> (Server, String) {
    let server = Server::new(Mode::Production);
    let (workspace, ..) = server.workspace();
    (server, workspace)
}

fn import(server: &Server, workspace: &str, lines: &[Value]) -> Answer {
    server.import(workspace, text(lines).as_bytes(), 64 * 1024)
}

fn count(server: &Server, workspace: &str, table: &str) -> i64 {
    let object = server.object(workspace);
    object.database().query(&format!("SELECT count(*) FROM {table}"), &[]).unwrap()[0].integer(0).unwrap()
}

#[test]
fn what_is_imported_is_listed_as_it_was_and_is_no_event() {
    let server = Server::new(Mode::Production);
    let (workspace, key, secret) = server.workspace();
    let lines = text(&[conversation("cnv_1"), message("msg_1", "cnv_1")]);
    let answer = server.administer("POST", &format!("/_admin/workspaces/{workspace}/import"), &lines);
    assert_eq!(answered(&answer, 200), json!({"conversations": 1, "messages": 1, "unchanged": 0}));
    let listed = server.get(&key, &secret, "/v1/customers/cus_1/conversations");
    assert_eq!(rows(&listed).0, ["cnv_1"]);
    let listed: Value = serde_json::from_str(&listed.body).unwrap();
    assert_eq!(listed["data"][0], conversation("cnv_1"));
    assert_eq!(count(&server, &workspace, "deliveries"), 0);
}

#[test]
fn the_same_again_changes_nothing() {
    let (server, workspace) = server();
    let lines = [conversation("cnv_1"), message("msg_1", "cnv_1"), message("msg_2", "cnv_1")];
    answered(&import(&server, &workspace, &lines), 200);
    let changed = with(conversation("cnv_1"), "subject", json!("Another"));
    let again = answered(&import(&server, &workspace, &[&lines[..], &[changed]].concat()), 200);
    assert_eq!(again, json!({"conversations": 0, "messages": 0, "unchanged": 4}));
    let object = server.object(&workspace);
    let subject = object.database().query("SELECT subject FROM conversations", &[]).unwrap();
    assert_eq!(subject[0].text(0), Ok("Hello"));
}

#[test]
fn lines_end_anyhow_and_empty_ones_count_for_nothing_but_their_number() {
    let (server, workspace) = server();
    let lines = format!("\r\n{}\r\n\n  \n{}", conversation("cnv_1"), message("msg_1", "cnv_1"));
    let answer = server.import(&workspace, lines.as_bytes(), 7);
    assert_eq!(answered(&answer, 200), json!({"conversations": 1, "messages": 1, "unchanged": 0}));
    let told = refusal(&server.import(&workspace, b"\n\n{", 1)).2;
    assert_eq!(told, "Line 3: The line must be valid JSON. The lines before it are imported.");
    assert_eq!(
        answered(&server.import(&workspace, b"", 1), 200),
        json!({"conversations": 0, "messages": 0, "unchanged": 0})
    );
}

#[test]
fn a_bad_line_is_named_and_the_lines_before_it_are_kept() {
    let cases = [
        (json!([]), "The line must be a JSON object."),
        (json!({}), "The field id is required."),
        (with(conversation("cnv_2"), "id", json!("cus_2")), "The field id must be a conversation's or a message's id"),
        (with(conversation("cnv_2"), "type", json!("x")), "The field type is not supported."),
        (
            with(conversation("cnv_2"), "status", json!("done")),
            "The field status must be one of: open, pending, closed.",
        ),
        (
            with(conversation("cnv_2"), "assignee_id", json!("usr_x")),
            "The field assignee_id must be the id of an agent",
        ),
        (with(conversation("cnv_2"), "subject", json!("")), "The field subject must have 1 to 1000 bytes"),
        (with(conversation("cnv_2"), "created_at", json!(1)), "The field created_at must be a string."),
        (with(conversation("cnv_2"), "created_at", json!("yesterday")), "The field created_at must be a time"),
        (
            with(conversation("cnv_2"), "updated_at", json!("2024-05-13T14:23:59Z")),
            "The field updated_at must not be before",
        ),
        (message("msg_2", "cnv_none"), "The field conversation_id must be of a conversation that is there"),
        (
            with(message("msg_2", "cnv_1"), "author_type", json!("agent")),
            "The field agent_id must be the agent who wrote.",
        ),
        (with(message("msg_2", "cnv_1"), "author_type", json!("robot")), "The field author_type must be one of"),
        (with(message("msg_2", "cnv_1"), "agent_id", json!("usr_amelia")), "The field agent_id must be null"),
        (with(message("msg_2", "cnv_1"), "internal", json!(true)), "The field internal must be false"),
        (with(message("msg_2", "cnv_1"), "body", json!("")), "The field body must have"),
        (with(message("msg_2", "cnv_1"), "subject", json!("x")), "The field subject is not supported."),
        (
            with(conversation("cnv_2"), "subject", json!("x".repeat(MAX_LINE_BYTES))),
            "The line must have at most 262144 bytes.",
        ),
    ];
    for (bad, message) in cases {
        let (server, workspace) = server();
        let answer = import(&server, &workspace, &[conversation("cnv_1"), bad, conversation("cnv_3")]);
        let (status, code, told) = refusal(&answer);
        assert_eq!((status, code.as_str()), (400, "invalid_request"));
        assert!(told.starts_with(&format!("Line 2: {message}")), "{told}");
        assert_eq!(count(&server, &workspace, "conversations"), 1, "{told}");
    }
}

#[test]
fn a_message_on_a_line_before_its_conversation_is_bad_wherever_a_batch_ends() {
    let (server, workspace) = server();
    let lines = [message("msg_1", "cnv_1"), conversation("cnv_1")];
    assert!(refusal(&import(&server, &workspace, &lines)).2.starts_with("Line 1: The field conversation_id"));
    assert_eq!(count(&server, &workspace, "conversations"), 0);
}

#[test]
fn of_two_bad_lines_the_first_is_told() {
    let (server, workspace) = server();
    let answer = import(&server, &workspace, &[conversation("cnv_1"), message("msg_1", "cnv_none"), json!({})]);
    assert!(refusal(&answer).2.starts_with("Line 2: "));
}

#[test]
fn an_import_goes_to_a_workspace_that_is_there() {
    let server = Server::new(Mode::Production);
    assert_eq!(
        code(&server.administer("POST", "/_admin/workspaces/nobody/import", "{}")),
        (404, "not_found".to_owned())
    );
}

#[test]
fn a_failing_database_keeps_whole_batches_and_the_same_again_completes_it() {
    let (server, workspace) = server();
    let lines: Vec<_> = (0..3 * BATCH_LINES).map(|number| conversation(&format!("cnv_{number}"))).collect();
    let object = server.object(&workspace);
    // Three statements ask for schema and agents; each batch is one for customers and one for conversations.
    let failing = FailingAfter { database: object.database(), left: Cell::new(3 + 2 + 1) };
    let inbox = Inbox::new(&failing, Mode::Production);
    let mut import_under_way = inbox.import(&workspace, "req_1", &moment(NOW)).unwrap();
    assert!(!import_under_way.push(text(&lines).as_bytes()), "reading stops");
    let answer = import_under_way.finish("req_1", Timestamp::from_unix(NOW));
    assert_eq!(code(&answer), (500, "internal_error".to_owned()));
    assert_eq!(count(&server, &workspace, "conversations"), i64::try_from(BATCH_LINES).unwrap());

    let answer = import(&server, &workspace, &lines);
    assert_eq!(
        answered(&answer, 200),
        json!({"conversations": 2 * BATCH_LINES, "messages": 0, "unchanged": BATCH_LINES})
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However the stream is cut and wherever batches end, the same rows are there.
    #[test]
    fn the_cut_of_the_stream_does_not_matter(pieces in 1_usize..5_000, conversations in 1_usize..700) {
        let (server, workspace) = server();
        let lines: Vec<_> = (0..conversations)
            .flat_map(|number| {
                let id = format!("cnv_{number}");
                [conversation(&id), message(&format!("msg_{number}"), &id)]
            })
            .collect();
        let answer = server.import(&workspace, text(&lines).as_bytes(), pieces);
        prop_assert_eq!(answered(&answer, 200), json!({"conversations": conversations, "messages": conversations, "unchanged": 0}));
    }
}
