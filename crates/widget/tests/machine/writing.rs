//! What an agent writes (rule 7 of `machine.rs`).

use crate::stage::*;
use helpthread_core::id::ConversationId;
use helpthread_widget::conversation::{Conversation, Field};
use helpthread_widget::event::{Announcement, Effect, Event, Frame, Ticket, TokenReason};
use helpthread_widget::machine::{Machine, Stage};
use helpthread_widget::state::State;
use helpthread_widget::token::Token;
use helpthread_widget::write::{Kind, WriteRequest, Writing};

const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

fn agents_token() -> Token {
    Token::parse("header.payload.signature").unwrap().claiming(Some(NOW + 3_600), AGENT)
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

fn writing(kind: Kind, text: &str) -> Writing {
    Writing { kind, text: text.into(), internal: false, key: String::new() }
}

fn close() -> Writing {
    writing(Kind::Status, "closed")
}

fn reply() -> Writing {
    Writing { key: "k-1".into(), ..writing(Kind::Reply, "Say \"hello\"\n") }
}

fn ask(machine: &mut Machine, writing: Writing) -> (Ticket, WriteRequest) {
    let effects = machine.step(Event::WriteAsked(id(), writing), NOW);
    written(&effects).expect("a request")
}

fn written(effects: &[Effect]) -> Option<(Ticket, WriteRequest)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Write(ticket, request, _) => Some((*ticket, WriteRequest::clone(request))),
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
    assert_eq!((request.writing.kind, request.writing.text.as_str()), (Kind::Status, "closed"));
    assert!(request.url().ends_with("/v1/conversations/cnv_0"));
    assert_eq!(row(&machine).0.get(Field::Status), "closed");

    let applied = row(&machine).0.with(Field::Updated, &time(1));
    let effects = machine.step(Event::ChangeWritten(ticket, applied), NOW);
    assert!(effects.contains(&Effect::Announce(Announcement::Saved)));
    assert_eq!(row(&machine).1.get(Field::Status), "closed");
    assert_eq!(machine.writes(), []);
}

#[test]
fn a_change_that_fails_is_taken_back_to_what_the_server_said_last() {
    let mut machine = desk();
    let (ticket, _) = ask(&mut machine, close());
    let renamed = row(&machine).1.with(Field::Subject, "Another subject");
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
    let (shown, _) = row(&machine);
    assert_eq!((shown.get(Field::Status), shown.get(Field::Subject)), ("closed", "Another subject"));

    machine.step(Event::WriteFailed(ticket, fault("upstream_unavailable")), NOW);
    let (shown, _) = row(&machine);
    assert_eq!((shown.get(Field::Status), shown.get(Field::Subject)), ("open", "Another subject"));
    assert!(matches!(machine.writes()[0].stage, Stage::Failed(_)));
}

#[test]
fn one_write_of_a_kind_at_a_time_and_a_failed_one_makes_room() {
    let mut machine = desk();
    let (ticket, _) = ask(&mut machine, close());
    assert_eq!(machine.step(Event::WriteAsked(id(), close()), NOW), []);
    ask(&mut machine, writing(Kind::Assignee, ""));
    machine.step(Event::WriteFailed(ticket, fault("conflict")), NOW);
    ask(&mut machine, close());
    assert_eq!(machine.writes().len(), 2);
}

#[test]
fn a_reply_carries_its_key_and_its_agent() {
    let mut machine = desk();
    let (ticket, request) = ask(&mut machine, reply());
    assert_eq!(request.writing, reply());
    assert!(request.url().ends_with("/v1/conversations/cnv_0/messages"));
    let at = time(5);
    machine.step(Event::ReplyWritten(ticket, at.clone()), NOW);
    let (_, known) = row(&machine);
    assert_eq!((known.get(Field::LastMessage), known.get(Field::Updated)), (at.as_str(), at.as_str()));
}

#[test]
fn a_note_is_no_message_that_the_customer_could_see() {
    let mut machine = desk();
    let (_, before) = row(&machine);
    let note = Writing { internal: true, ..reply() };
    let (ticket, _) = ask(&mut machine, note);
    machine.step(Event::ReplyWritten(ticket, time(5)), NOW);
    assert_eq!(row(&machine).1, before.with(Field::Updated, &time(5)));
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
