//! What an agent writes (rule 7 of `machine.rs`).

use crate::stage::*;
use helpthread_core::id::ConversationId;
use helpthread_core::model::{Conversation, ConversationStatus};
use helpthread_core::time::Timestamp;
use helpthread_widget::event::{Announcement, Effect, Event, Frame, Ticket, TokenReason};
use helpthread_widget::machine::{Machine, Stage};
use helpthread_widget::state::State;
use helpthread_widget::token::{Claims, Token};
use helpthread_widget::write::{WriteRequest, Writing};

const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

fn agents_token() -> Token {
    let claims = Claims { expires_at: Some(NOW + 3_600), role: "agent", subject: AGENT, scope: None };
    Token::parse("header.payload.signature").unwrap().claiming(&claims)
}

/// A machine with one row, in an agent's session.
fn desk() -> Machine {
    let (mut machine, effects) = set_up();
    let (ticket, _) = asked_token(&effects).expect("a token is asked for");
    let effects = machine.step(Event::TokenArrived(ticket, Some(agents_token())), NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW);
    machine
}

fn id() -> ConversationId {
    "cnv_0".parse().unwrap()
}

fn close() -> Writing {
    Writing::Status(ConversationStatus::Closed)
}

fn reply() -> Writing {
    Writing::Reply { body: "Say \"hello\"\n".into(), internal: false, key: "k-1".into() }
}

fn ask(machine: &mut Machine, writing: Writing) -> (Ticket, WriteRequest) {
    let effects = machine.step(Event::WriteAsked(id(), writing), NOW);
    written(&effects).expect("a request")
}

fn written(effects: &[Effect]) -> Option<(Ticket, WriteRequest)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Write(ticket, request, _) => Some((*ticket, request.clone())),
        _ => None,
    })
}

/// The row as it is shown, and as the server had it last.
fn row(machine: &Machine) -> (Conversation, Conversation) {
    let State::Ready(history) = machine.state() else { panic!("no rows") };
    (machine.shown_row(&history.rows[0]), history.rows[0].clone())
}

#[test]
fn a_change_is_shown_at_once_and_stays_when_it_is_applied() {
    let mut machine = desk();
    let (ticket, request) = ask(&mut machine, close());
    assert_eq!((request.method(), request.body().as_str()), ("PATCH", r#"{"status":"closed"}"#));
    assert!(request.url().ends_with("/v1/conversations/cnv_0"));
    assert_eq!(row(&machine).0.status, ConversationStatus::Closed);

    let applied = Conversation { updated_at: Timestamp::from_unix(NOW + 1), ..row(&machine).0 };
    let effects = machine.step(Event::ChangeWritten(ticket, applied), NOW);
    assert!(effects.contains(&Effect::Announce(Announcement::Saved)));
    assert_eq!(row(&machine).1.status, ConversationStatus::Closed);
    assert_eq!(machine.writes(), []);
}

#[test]
fn a_change_that_fails_is_taken_back_to_what_the_server_said_last() {
    let mut machine = desk();
    let (ticket, _) = ask(&mut machine, close());
    let renamed = Conversation { subject: "Another subject".into(), ..row(&machine).1 };
    let follow = machine.step(Event::Visible(false), NOW);
    assert!(follow.contains(&Effect::HangUp), "the row's connection");
    let back = machine.step(Event::Visible(true), NOW);
    let line = back.iter().find_map(|effect| match effect {
        Effect::Follow(ticket, ..) => Some(*ticket),
        _ => None,
    });
    let line = line.expect("connects again");
    machine.step(Event::LineHeard(line, Frame::Hello("e.1".into())), NOW);
    machine.step(Event::LineHeard(line, Frame::Conversation("e.2".into(), renamed)), NOW);
    assert_eq!(
        (row(&machine).0.status, row(&machine).0.subject.as_str()),
        (ConversationStatus::Closed, "Another subject")
    );

    machine.step(Event::WriteFailed(ticket, fault("upstream_unavailable")), NOW);
    assert_eq!(
        (row(&machine).0.status, row(&machine).0.subject.as_str()),
        (ConversationStatus::Open, "Another subject")
    );
    assert!(matches!(machine.writes()[0].stage, Stage::Failed(_)));
}

#[test]
fn one_write_of_a_kind_at_a_time_and_a_failed_one_makes_room() {
    let mut machine = desk();
    let (ticket, _) = ask(&mut machine, close());
    assert_eq!(machine.step(Event::WriteAsked(id(), close()), NOW), []);
    ask(&mut machine, Writing::Assignee(None));
    machine.step(Event::WriteFailed(ticket, fault("conflict")), NOW);
    ask(&mut machine, close());
    assert_eq!(machine.writes().len(), 2);
}

#[test]
fn a_reply_carries_its_key_and_its_agent() {
    let mut machine = desk();
    let (ticket, request) = ask(&mut machine, reply());
    assert_eq!((request.method(), request.idempotency_key()), ("POST", Some("k-1")));
    assert!(request.url().ends_with("/v1/conversations/cnv_0/messages"));
    let body: serde_json::Value = serde_json::from_str(&request.body()).unwrap();
    let expected =
        serde_json::json!({ "author_type": "agent", "agent_id": AGENT, "body": "Say \"hello\"\n", "internal": false });
    assert_eq!(body, expected);
    let at = Timestamp::from_unix(NOW + 5);
    machine.step(Event::ReplyWritten(ticket, at), NOW);
    assert_eq!((row(&machine).1.last_message_at, row(&machine).1.updated_at), (at, at));
}

#[test]
fn a_note_is_no_message_that_the_customer_could_see() {
    let mut machine = desk();
    let before = row(&machine).1.last_message_at;
    let note = Writing::Reply { body: "x".into(), internal: true, key: "k".into() };
    let (ticket, _) = ask(&mut machine, note);
    machine.step(Event::ReplyWritten(ticket, Timestamp::from_unix(NOW + 5)), NOW);
    assert_eq!(row(&machine).1.last_message_at, before);
}

#[test]
fn a_refused_token_is_replaced_once() {
    let mut machine = desk();
    let (ticket, _) = ask(&mut machine, reply());
    let effects = machine.step(Event::WriteFailed(ticket, fault("session_expired")), NOW);
    assert_eq!(asked_token(&effects), Some((ticket, TokenReason::Rejected)));
    let effects = machine.step(Event::TokenArrived(ticket, Some(agents_token())), NOW);
    assert_eq!(written(&effects).map(|(_, request)| request.writing), Some(reply()), "the same reply, the same key");
    let effects = machine.step(Event::WriteFailed(ticket, fault("session_expired")), NOW);
    assert_eq!(asked_token(&effects), None);
    assert!(matches!(machine.state(), State::Ready(_)), "the rows stay, and the text that she wrote");
}

#[test]
fn nothing_is_written_in_a_customers_session() {
    let mut machine = showing(1, None);
    assert_eq!(machine.step(Event::WriteAsked(id(), reply()), NOW), []);
}
