//! api-v1.md §3 and §4: `PATCH /conversations/:id`, its `ETag` and If-Match.

use helpthread_core::model::Conversation;
use helpthread_inbox::answer::Answer;

use crate::support::{AGENT, CUSTOMER, Desk, NOW, OTHER_AGENT, Row, Write, data, header, refusal};

const TARGET: &str = "/v1/conversations/cnv_1";

fn desk(status: &'static str) -> Desk {
    let desk = Desk::new();
    let (id, customer) = ("cnv_1".into(), CUSTOMER.into());
    desk.add(&Row { id, customer, status, assignee: Some(AGENT), created_at: NOW - 500 });
    desk
}

fn patch(desk: &Desk, body: &str) -> Answer {
    desk.write("PATCH", TARGET, body)
}

fn matching(desk: &Desk, if_match: &str, body: &str) -> Answer {
    Write { if_match: Some(if_match), ..Write::new("PATCH", TARGET, body) }.to(&desk.inbox)
}

fn stored(desk: &Desk) -> Conversation {
    serde_json::from_value(data(&desk.get("/v1/conversations"))[0].clone()).unwrap()
}

#[test]
fn a_status_changes_as_the_contract_allows() {
    for (from, to) in
        [("open", "pending"), ("open", "closed"), ("pending", "open"), ("pending", "closed"), ("closed", "open")]
    {
        let desk = desk(from);
        let answer = patch(&desk, &format!(r#"{{"status":"{to}"}}"#));
        assert_eq!((answer.status, data(&answer)["status"].as_str()), (200, Some(to)), "{from} to {to}");
        assert_eq!(data(&answer)["updated_at"], "2024-05-13T14:24:10Z");
        assert_eq!(data(&answer)["last_message_at"], "2024-05-13T14:15:50Z", "no message was written");
        assert_eq!(stored(&desk), serde_json::from_value(data(&answer)).unwrap());
    }
}

#[test]
fn closed_to_pending_is_invalid_status_transition() {
    let desk = desk("closed");
    let before = stored(&desk);
    let message = "Conversation cnv_1 cannot be moved from closed to pending.".to_owned();
    let answer = patch(&desk, r#"{"status":"pending","assignee_id":null}"#);
    assert_eq!(refusal(&answer), (400, "invalid_status_transition".to_owned(), message));
    assert_eq!(stored(&desk), before, "not even the assignee changes");
}

#[test]
fn an_assignee_is_set_and_unset() {
    let desk = desk("open");
    let answer = patch(&desk, r#"{"assignee_id":"usr_jonas"}"#);
    assert_eq!(data(&answer)["assignee_id"], OTHER_AGENT);
    assert_eq!(data(&patch(&desk, r#"{"assignee_id":null}"#))["assignee_id"], serde_json::Value::Null);
}

#[test]
fn the_same_value_again_changes_no_timestamp() {
    let desk = desk("open");
    let before = stored(&desk);
    for body in
        [r#"{"status":"open"}"#, r#"{"assignee_id":"usr_amelia"}"#, r#"{"status":"open","assignee_id":"usr_amelia"}"#]
    {
        let answer = patch(&desk, body);
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "ETag"), Some(before.tag().as_str()));
        assert_eq!(stored(&desk), before);
    }
}

#[test]
fn updated_at_does_not_go_back_with_the_clock() {
    let desk = desk("open");
    Write { now: NOW + 60, ..Write::new("PATCH", TARGET, r#"{"status":"pending"}"#) }.to(&desk.inbox);
    assert_eq!(data(&patch(&desk, r#"{"status":"open"}"#))["updated_at"], "2024-05-13T14:25:10Z");
}

#[test]
fn a_wrong_body_is_invalid_request_naming_the_field() {
    let desk = desk("open");
    let before = stored(&desk);
    for (body, message) in [
        ("", "The body must be valid JSON."),
        ("{}", "The body must have status, assignee_id or both."),
        (r#"{"status":"done"}"#, "The field status must be one of: open, pending, closed."),
        (r#"{"status":null}"#, "The field status must be one of: open, pending, closed."),
        (r#"{"assignee_id":"jonas"}"#, "The field assignee_id must be an agent's id, which starts with usr_."),
        (r#"{"assignee_id":7}"#, "The field assignee_id must be an agent's id or null."),
        (r#"{"assignee_id":"usr_nobody"}"#, "The field assignee_id must be the id of an agent of this workspace."),
        (r#"{"subject":"x"}"#, "The field subject is not supported."),
        (r#"{"status":"open","status":"closed"}"#, "The field status must be given only once."),
    ] {
        assert_eq!(refusal(&patch(&desk, body)), (400, "invalid_request".to_owned(), message.to_owned()));
    }
    assert_eq!(stored(&desk), before);
}

#[test]
fn a_conversation_that_does_not_exist_is_not_found_whatever_is_to_match() {
    let desk = desk("open");
    for id in ["cnv_2", "usr_amelia"] {
        for if_match in [None, Some("*"), Some(r#""a""#)] {
            let target = format!("/v1/conversations/{id}");
            let write = Write { if_match, ..Write::new("PATCH", &target, r#"{"status":"closed"}"#) };
            let message = format!("No conversation was found for id {id}.");
            assert_eq!(refusal(&write.to(&desk.inbox)), (404, "conversation_not_found".to_owned(), message));
        }
    }
}

#[test]
fn a_change_of_what_the_client_has_seen_is_made() {
    let tag = stored(&desk("open")).tag();
    for if_match in ["*", &tag, &format!(r#""other", {tag}"#), &format!("W/{tag},, {tag}")] {
        let desk = desk("open");
        let answer = matching(&desk, if_match, r#"{"status":"closed"}"#);
        assert_eq!(answer.status, 200, "{if_match}");
        assert_eq!(header(&answer, "ETag"), Some(stored(&desk).tag().as_str()));
    }
}

#[test]
fn a_change_of_something_else_is_a_conflict() {
    let desk = desk("open");
    let before = stored(&desk);
    let message =
        "Conversation cnv_1 is no longer as If-Match says: fetch it again and retry if the change still applies.";
    for if_match in [r#""other""#, r#""a", "b""#, &format!("W/{}", before.tag())] {
        for body in [r#"{"status":"closed"}"#, r#"{"status":"open"}"#] {
            let answer = matching(&desk, if_match, body);
            assert_eq!(refusal(&answer), (409, "conflict".to_owned(), message.to_owned()), "{if_match}");
        }
    }
    assert_eq!(stored(&desk), before);
}

#[test]
fn every_change_of_a_field_within_one_second_gives_another_tag() {
    let desk = desk("open");
    let mut seen = vec![stored(&desk).tag()];
    for body in [
        r#"{"status":"pending"}"#,
        r#"{"assignee_id":null}"#,
        r#"{"status":"closed"}"#,
        r#"{"assignee_id":"usr_jonas"}"#,
        r#"{"status":"open"}"#,
    ] {
        let last = seen.last().unwrap().clone();
        let answer = matching(&desk, &last, body);
        let tag = header(&answer, "ETag").unwrap().to_owned();
        assert!(!seen.contains(&tag), "{body}");
        assert_eq!(matching(&desk, &last, body).status, 409, "the tag before is over");
        seen.push(tag);
    }
}

/// A tag is a function of what it covers, so equal tags mean that the client has seen what there is now.
#[test]
fn a_change_and_a_change_back_within_one_second_give_the_same_tag() {
    let desk = desk("open");
    let first = header(&patch(&desk, r#"{"status":"pending"}"#), "ETag").unwrap().to_owned();
    let seen = stored(&desk);
    patch(&desk, r#"{"status":"open"}"#);
    assert_eq!(header(&patch(&desk, r#"{"status":"pending"}"#), "ETag"), Some(first.as_str()));
    assert_eq!(stored(&desk), seen);
}

#[test]
fn an_if_match_that_is_none_is_invalid_request() {
    let desk = desk("open");
    let message = "The If-Match header must be * or entity tags in double quotes, separated by commas.";
    for if_match in ["", "abc", r#""abc"#, r#"*, "abc""#, r#""a" "b""#] {
        let answer = matching(&desk, if_match, r#"{"status":"closed"}"#);
        assert_eq!(refusal(&answer), (400, "invalid_request".to_owned(), message.to_owned()), "{if_match}");
    }
}
