//! The rules at the top of `machine.rs`, one by one, and what a person sees of them.

use crate::stage::*;
use helpthread_widget::event::{Announcement, Effect, Event, Notice, TokenReason};
use helpthread_widget::fault::FaultKind;
use helpthread_widget::machine::Machine;
use helpthread_widget::source::{Configuration, StatusFilter};
use helpthread_widget::state::{More, State};

/// The code of the error that the host is told.
fn complaint(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Notify(Notice::Failed(fault)) => Some(fault.code.as_str()),
        _ => None,
    })
}

#[test]
fn nothing_is_asked_until_connected_configured_and_given_a_token_source() {
    let events = [Event::Connected, Event::Configured(configuration(CUSTOMERS[0])), Event::TokenSourceSet(true)];
    for last in 0..events.len() {
        let mut machine = Machine::default();
        for (index, event) in events.iter().enumerate().filter(|(index, _)| *index != last) {
            let effects = machine.step(event.clone(), NOW);
            assert!(effects.is_empty(), "event {index} caused {effects:?}");
        }
        assert_eq!(machine.state(), &State::Idle);
        let effects = machine.step(events[last].clone(), NOW);
        assert_eq!(asked_token(&effects).map(|(_, reason)| reason), Some(TokenReason::Initial));
        assert_eq!(machine.state(), &State::Loading);
    }
}

#[test]
fn a_wrong_attribute_is_an_error_state_and_never_a_request() {
    let mut machine = Machine::default();
    machine.step(Event::Connected, NOW);
    machine.step(Event::TokenSourceSet(true), NOW);
    let wrong = Configuration::read("https://proxy.example", "cus_../x", "");
    let effects = machine.step(Event::Configured(wrong), NOW);
    assert_eq!(machine.state(), &State::Failed(FaultKind::Misconfigured));
    assert_eq!(complaint(&effects), Some("invalid_customer"));
    assert_eq!((asked_token(&effects), fetched(&effects)), (None, None));
}

#[test]
fn a_first_page_is_shown_announced_and_reported_as_ready_once() {
    let (mut machine, effects) = set_up();
    let (ticket, request) = give_token(&mut machine, &effects);
    let effects = machine.step(Event::PageArrived(ticket, page(&request, 2, Some("next"))), NOW);
    assert!(effects.contains(&Effect::Announce(Announcement::Shown { count: 2, has_more: true })));
    assert!(effects.contains(&Effect::Notify(Notice::Ready)));

    let effects = machine.step(Event::RefreshAsked, NOW);
    let (ticket, request) = fetched(&effects).expect("the token is still good");
    let effects = machine.step(Event::PageArrived(ticket, page(&request, 2, None)), NOW);
    assert!(!effects.contains(&Effect::Notify(Notice::Ready)), "ready a second time");
    assert!(effects.contains(&Effect::Notify(Notice::Changed)));
}

#[test]
fn a_late_answer_of_an_older_filter_is_dropped() {
    let mut machine = showing(2, None);
    let effects = machine.step(Event::FilterChosen(StatusFilter::Open), NOW);
    let (late, request) = fetched(&effects).expect("a fetch");
    machine.step(Event::FilterChosen(StatusFilter::Closed), NOW);
    assert_eq!(machine.step(Event::PageArrived(late, page(&request, 2, None)), NOW), []);
    assert_eq!(machine.state(), &State::Loading);
}

#[test]
fn another_customer_drops_the_rows_the_token_and_every_answer_under_way() {
    let mut machine = showing(2, Some("next"));
    let effects = machine.step(Event::MoreAsked, NOW);
    let (late, request) = fetched(&effects).expect("a fetch");
    let effects = machine.step(Event::Configured(configuration(CUSTOMERS[1])), NOW);
    assert_eq!(asked_token(&effects).map(|(_, reason)| reason), Some(TokenReason::Initial));
    assert_eq!(machine.state(), &State::Loading);
    assert_eq!(machine.step(Event::PageArrived(late, page(&request, 2, None)), NOW), []);
}

#[test]
fn a_refused_token_is_replaced_once_and_then_the_session_is_over() {
    for code in ["session_expired", "invalid_session"] {
        let mut machine = showing(2, None);
        let effects = machine.step(Event::RefreshAsked, NOW);
        let (ticket, _) = fetched(&effects).expect("a fetch");

        let effects = machine.step(Event::PageFailed(ticket, fault(code)), NOW);
        let (ticket, reason) = asked_token(&effects).expect("asks once more");
        assert_eq!(reason, TokenReason::Rejected);
        let effects = machine.step(Event::TokenArrived(ticket, Some(token())), NOW);
        let (ticket, _) = fetched(&effects).expect("tries the new token");

        let effects = machine.step(Event::PageFailed(ticket, fault(code)), NOW);
        assert_eq!(asked_token(&effects), None, "{code} asked a third time");
        assert_eq!(machine.state(), &State::Expired, "{code}");
        assert!(effects.contains(&Effect::Announce(Announcement::Expired)));
    }
}

#[test]
fn no_token_means_that_nobody_is_signed_in_and_trying_again_asks_anew() {
    let (mut machine, effects) = set_up();
    let (ticket, _) = asked_token(&effects).expect("asked");
    machine.step(Event::TokenArrived(ticket, None), NOW);
    assert_eq!(machine.state(), &State::Expired);

    let effects = machine.step(Event::RetryAsked, NOW);
    assert_eq!(asked_token(&effects).map(|(_, reason)| reason), Some(TokenReason::Initial));
}

#[test]
fn a_token_that_is_about_to_end_is_replaced_before_it_is_used() {
    let (mut machine, effects) = set_up();
    let (ticket, _) = asked_token(&effects).expect("asked");
    let short = ending(NOW + 90);
    let effects = machine.step(Event::TokenArrived(ticket, Some(short)), NOW);
    let (ticket, request) = fetched(&effects).expect("a fresh token is used whatever it says");
    machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW);

    let effects = machine.step(Event::RefreshAsked, NOW + 59);
    assert_eq!(asked_token(&effects), None, "31 s are enough");
    let effects = machine.step(Event::RefreshAsked, NOW + 60);
    assert_eq!(asked_token(&effects).map(|(_, reason)| reason), Some(TokenReason::Expiring));
}

#[test]
fn loading_more_appends_moves_the_focus_and_says_how_many_came() {
    let mut machine = showing(2, Some("next"));
    let effects = machine.step(Event::MoreAsked, NOW);
    let (ticket, request) = fetched(&effects).expect("a fetch");
    assert_eq!(request.cursor.as_deref(), Some("next"));
    assert_eq!(machine.step(Event::MoreAsked, NOW), [], "a second press changes nothing");

    let effects = machine.step(Event::PageArrived(ticket, page_from(&request, 2, 1, None)), NOW);
    assert!(effects.contains(&Effect::Show));
    assert!(effects.contains(&Effect::FocusRow(2)));
    assert!(effects.contains(&Effect::Announce(Announcement::Added { added: 1, total: 3 })));
    assert!(matches!(machine.state(), State::Ready(history) if history.more == More::End));
}

#[test]
fn a_failure_to_load_more_keeps_the_rows_and_can_be_tried_again() {
    let mut machine = showing(2, Some("next"));
    let effects = machine.step(Event::MoreAsked, NOW);
    let (ticket, _) = fetched(&effects).expect("a fetch");
    machine.step(Event::PageFailed(ticket, fault("upstream_timeout")), NOW);
    assert!(
        matches!(machine.state(), State::Ready(history) if history.rows.len() == 2 && matches!(history.more, More::Failed(..)))
    );
    let effects = machine.step(Event::RetryAsked, NOW);
    assert_eq!(fetched(&effects).and_then(|(_, request)| request.cursor).as_deref(), Some("next"));
}

#[test]
fn a_customer_who_never_wrote_in_sees_the_empty_state() {
    for not_found in [true, false] {
        let (mut machine, effects) = set_up();
        let (ticket, request) = give_token(&mut machine, &effects);
        let answer = if not_found {
            Event::PageFailed(ticket, fault("customer_not_found"))
        } else {
            Event::PageArrived(ticket, page(&request, 0, None))
        };
        let effects = machine.step(answer, NOW);
        assert_eq!(machine.state(), &State::Empty);
        assert!(effects.contains(&Effect::Announce(Announcement::Nothing(StatusFilter::All))));
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Notify(Notice::Failed(_)))));
    }
}

#[test]
fn any_other_failure_is_the_error_state_and_try_again_recovers() {
    for code in ["network_unreachable", "upstream_unavailable", "upstream_timeout", "token_unavailable"] {
        let (mut machine, effects) = set_up();
        let (ticket, _) = give_token(&mut machine, &effects);
        let effects = machine.step(Event::PageFailed(ticket, fault(code)), NOW);
        assert_eq!((machine.state(), complaint(&effects)), (&State::Failed(fault(code).kind()), Some(code)));

        let effects = machine.step(Event::RetryAsked, NOW);
        let (ticket, request) = fetched(&effects).expect("the token is kept");
        machine.step(Event::PageArrived(ticket, page(&request, 1, None)), NOW);
        assert!(matches!(machine.state(), State::Ready(_)));
    }
}

#[test]
fn another_token_source_starts_nothing_over() {
    let (mut loading, effects) = set_up();
    assert_eq!(loading.step(Event::TokenSourceSet(true), NOW), [], "while loading");
    let (ticket, _) = asked_token(&effects).expect("asked");
    loading.step(Event::TokenArrived(ticket, None), NOW);
    assert_eq!(loading.step(Event::TokenSourceSet(true), NOW), [], "once expired");
    assert_eq!(showing(1, None).step(Event::TokenSourceSet(true), NOW), [], "with rows on screen");
}

#[test]
fn leaving_the_document_forgets_everything_and_coming_back_starts_over() {
    let mut machine = showing(2, None);
    let effects = machine.step(Event::Disconnected, NOW);
    assert!(effects.contains(&Effect::Cancel));
    assert_eq!(machine.state(), &State::Idle);
    let effects = machine.step(Event::Connected, NOW);
    assert_eq!(asked_token(&effects).map(|(_, reason)| reason), Some(TokenReason::Initial), "the token was forgotten");
}
