//! The live connection as the machine sees it (proxy.md section 4; the rules of `line.rs`).

use crate::stage::*;
use helpthread_widget::conversation::{Conversation, Field};
use helpthread_widget::event::{Alarm, Announcement, Effect, Event, Frame, Notice, Ticket};
use helpthread_widget::machine::Machine;
use helpthread_widget::source::{LineRequest, StatusFilter};
use helpthread_widget::state::{More, State};

/// The connection asked for among `effects`.
fn followed(effects: &[Effect]) -> Option<(Ticket, LineRequest)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Follow(ticket, request, _) => Some((*ticket, request.clone())),
        _ => None,
    })
}

/// A machine with `count` rows, open connection and renewed first page.
fn following(count: usize, next_cursor: Option<&str>) -> (Machine, Ticket) {
    let (mut machine, effects) = set_up();
    let (ticket, request) = give_token(&mut machine, &effects);
    let effects = machine.step(Event::PageArrived(ticket, page(&request, count, next_cursor)), NOW);
    let (line, request) = followed(&effects).expect("it follows once rows are there");
    assert_eq!(request.after, None);
    let effects = machine.step(Event::LineHeard(line, Frame::Hello("e.1".into())), NOW);
    let (ticket, request) = fetched(&effects).expect("what happened between page and hello is loaded");
    machine.step(Event::PageArrived(ticket, page(&request, count, next_cursor)), NOW);
    (machine, line)
}

/// Conversation `index`, changed a minute after `NOW`.
fn changed(index: usize, status: &str) -> Conversation {
    conversation(CUSTOMERS[0], status, index).with(Field::Updated, &time(60))
}

/// A conversation that began after all others.
fn begun() -> Conversation {
    let at = time(600);
    let begun = conversation(CUSTOMERS[0], "open", 0).with(Field::Id, "cnv_new");
    begun.with(Field::Created, &at).with(Field::Updated, &at)
}

fn tell(machine: &mut Machine, line: Ticket, conversation: Conversation) -> Vec<Effect> {
    machine.step(Event::LineHeard(line, Frame::Conversation("e.2".into(), conversation)), NOW)
}

fn ids(machine: &Machine) -> Vec<&str> {
    match machine.state() {
        State::Ready(history) => history.rows.iter().map(|row| row.get(Field::Id)).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_new_conversation_comes_first_and_is_announced() {
    let (mut machine, line) = following(2, None);
    let effects = tell(&mut machine, line, begun());
    assert_eq!(ids(&machine), ["cnv_new", "cnv_0", "cnv_1"]);
    assert_eq!(effects, [Effect::Show, Effect::Announce(Announcement::Arrived), Effect::Notify(Notice::Changed)]);
}

#[test]
fn a_change_stays_in_its_place_and_an_older_or_equal_one_does_nothing() {
    let (mut machine, line) = following(2, None);
    tell(&mut machine, line, changed(1, "pending"));
    assert_eq!(ids(&machine), ["cnv_0", "cnv_1"]);
    assert_eq!(tell(&mut machine, line, changed(1, "pending")), []);
    assert_eq!(tell(&mut machine, line, conversation(CUSTOMERS[0], "open", 1)), []);
}

#[test]
fn a_row_leaves_a_filter_that_it_no_longer_belongs_to_and_an_empty_list_says_so() {
    let (mut machine, line) = following(1, None);
    let effects = machine.step(Event::FilterChosen(StatusFilter::Open), NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW);
    tell(&mut machine, line, changed(0, "closed"));
    assert_eq!(machine.state(), &State::Empty);
    tell(&mut machine, line, begun());
    assert_eq!(ids(&machine), ["cnv_new"]);
}

#[test]
fn what_belongs_below_the_last_row_waits_for_its_page() {
    let (mut machine, line) = following(2, Some("next"));
    assert_eq!(tell(&mut machine, line, changed(7, "open")), []);
    assert_eq!(ids(&machine), ["cnv_0", "cnv_1"]);
}

#[test]
fn what_is_told_while_a_page_is_under_way_is_newer_than_that_page() {
    let (mut machine, line) = following(2, Some("next"));
    let effects = machine.step(Event::MoreAsked, NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    tell(&mut machine, line, changed(3, "closed"));
    machine.step(Event::PageArrived(ticket, page_from(&request, 2, 2, None)), NOW);
    let State::Ready(history) = machine.state() else { panic!("no rows") };
    assert_eq!(history.rows[3].get(Field::Status), "closed");
}

#[test]
fn another_customers_conversation_is_not_shown() {
    let (mut machine, line) = following(1, None);
    let foreign = begun().with(Field::Customer, CUSTOMERS[1]);
    assert_eq!(tell(&mut machine, line, foreign), []);
}

#[test]
fn reload_loads_as_many_rows_as_there_are_without_showing_it() {
    let (mut machine, line) = following(2, Some("next"));
    let effects = machine.step(Event::MoreAsked, NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    machine.step(Event::PageArrived(ticket, page_from(&request, 2, 2, Some("further"))), NOW);
    let effects = machine.step(Event::LineHeard(line, Frame::Reload("e.9".into())), NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    assert_eq!((request.limit, request.cursor.as_deref()), (4, None));
    assert!(!machine.is_busy());
    assert_eq!(
        machine.step(Event::PageArrived(ticket, page(&request, 4, Some("further"))), NOW),
        [],
        "nothing changed"
    );
    let effects = machine.step(Event::LineHeard(line, Frame::Reload("e.10".into())), NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    let effects = machine.step(Event::PageArrived(ticket, page(&request, 3, None)), NOW);
    assert_eq!(ids(&machine), ["cnv_0", "cnv_1", "cnv_2"]);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Announce(_) | Effect::FocusRow(_))));
}

#[test]
fn a_renewal_does_not_take_back_that_more_could_not_be_loaded() {
    let (mut machine, line) = following(2, Some("next"));
    let effects = machine.step(Event::MoreAsked, NOW);
    let (ticket, _) = fetched(&effects).expect("a fetch");
    machine.step(Event::PageFailed(ticket, fault("upstream_timeout")), NOW);
    let effects = machine.step(Event::LineHeard(line, Frame::Reload("e.9".into())), NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    machine.step(Event::PageArrived(ticket, page(&request, 2, Some("renewed"))), NOW);
    let State::Ready(history) = machine.state() else { panic!("the rows stay") };
    assert!(matches!(history.more, More::Failed(..)), "{:?}", history.more);
    let effects = machine.step(Event::RetryAsked, NOW);
    assert_eq!(fetched(&effects).and_then(|(_, request)| request.cursor).as_deref(), Some("renewed"));
}

#[test]
fn a_lost_connection_is_made_again_from_where_it_was() {
    let (mut machine, line) = following(1, None);
    tell(&mut machine, line, begun());
    let effects = machine.step(Event::LineClosed(line, 1006, u16::MAX), NOW);
    assert!(effects.contains(&Effect::Wake(Alarm::Line, 1_000)), "{effects:?}");
    let effects = machine.step(Event::Woken(Alarm::Line), NOW);
    let (line, request) = followed(&effects).expect("connects again");
    assert_eq!(request.after.as_deref(), Some("e.2"));
    let effects = machine.step(Event::LineHeard(line, Frame::Hello("e.2".into())), NOW);
    assert_eq!(fetched(&effects), None, "nothing was missed");
}

#[test]
fn an_expired_session_is_continued_with_a_new_token() {
    let (mut machine, line) = following(1, None);
    let effects = machine.step(Event::LineClosed(line, 4401, 0), NOW);
    let (ticket, reason) = asked_token(&effects).expect("asks for a token");
    assert_eq!(reason.as_str(), "expiring");
    let effects = machine.step(Event::TokenArrived(ticket, Some(token())), NOW);
    assert!(fetched(&effects).is_some() && followed(&effects).is_some(), "{effects:?}");
}

#[test]
fn a_refused_upgrade_makes_one_request_to_learn_why_and_three_end_it() {
    let (mut machine, effects) = set_up();
    let (ticket, request) = give_token(&mut machine, &effects);
    let mut effects = machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW);
    for attempt in 1..=3 {
        let (line, _) = followed(&effects).expect("an attempt");
        effects = machine.step(Event::LineClosed(line, 1006, 0), NOW);
        if attempt < 3 {
            let (ticket, request) = fetched(&effects).expect("one request");
            machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW);
            effects = machine.step(Event::Woken(Alarm::Line), NOW);
        }
    }
    assert_eq!((fetched(&effects), followed(&effects)), (None, None));
    assert!(followed(&machine.step(Event::Visible(true), NOW)).is_some(), "until the page is shown again");
}

#[test]
fn a_page_that_is_hidden_or_offline_hangs_up_and_goes_on_later() {
    for (gone, back) in [(Event::Visible(false), Event::Visible(true)), (Event::Online(false), Event::Online(true))] {
        let (mut machine, line) = following(1, None);
        tell(&mut machine, line, begun());
        assert!(machine.step(gone, NOW).contains(&Effect::HangUp));
        assert_eq!(tell(&mut machine, line, changed(0, "closed")), [], "nobody listens");
        let (_, request) = followed(&machine.step(back, NOW)).expect("connects again");
        assert_eq!(request.after.as_deref(), Some("e.2"));
    }
}

#[test]
fn what_failed_offline_recovers_when_the_network_is_back() {
    let (mut machine, effects) = set_up();
    let (ticket, _) = give_token(&mut machine, &effects);
    machine.step(Event::Online(false), NOW);
    machine.step(Event::PageFailed(ticket, fault("network_unreachable")), NOW);
    let effects = machine.step(Event::Online(true), NOW);
    assert!(fetched(&effects).is_some(), "{effects:?}");
}

#[test]
fn live_off_never_connects() {
    let (mut machine, effects) = set_up();
    machine.step(Event::LiveSet(false), NOW);
    let (ticket, request) = give_token(&mut machine, &effects);
    assert_eq!(followed(&machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW)), None);
}

#[test]
fn a_rate_limit_is_waited_out_and_then_tried_again_by_itself() {
    let (mut machine, effects) = set_up();
    let (ticket, _) = give_token(&mut machine, &effects);
    let limited = helpthread_widget::fault::Fault { retry_after: Some(42), ..fault("rate_limit_exceeded") };
    let effects = machine.step(Event::PageFailed(ticket, limited), NOW);
    assert!(effects.contains(&Effect::Wake(Alarm::Allowance, 42_000)));
    assert_eq!(machine.allowed_at(NOW), Some(NOW + 42));
    assert_eq!(machine.step(Event::RetryAsked, NOW + 41), [], "not before");
    let effects = machine.step(Event::Woken(Alarm::Allowance), NOW + 42);
    assert!(fetched(&effects).is_some(), "{effects:?}");
}
