//! A stage for the machine: sets it up, answers its questions, and builds the conversations it is shown.

use helpthread_core::time::Timestamp;
use helpthread_widget::conversation::{Conversation, Page};
use helpthread_widget::event::{Effect, Event, Ticket, TokenReason};
use helpthread_widget::fault::Fault;
use helpthread_widget::machine::Machine;
use helpthread_widget::source::{Configuration, HistoryRequest};
use helpthread_widget::text::Texts;
use helpthread_widget::token::Token;

/// The time at which everything on stage happens, in unix seconds.
pub(crate) const NOW: i64 = 1_715_610_240;

/// Two customers, so that one can be exchanged for the other.
pub(crate) const CUSTOMERS: [&str; 2] = ["cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A"];

/// The attributes of an element that shows this customer.
pub(crate) fn configuration(customer: &str) -> Configuration {
    Configuration::read("https://proxy.example", customer, "2")
}

/// A token that ends an hour from [`NOW`].
pub(crate) fn token() -> Token {
    ending(NOW + 3_600)
}

/// A token of nobody in particular that ends then.
pub(crate) fn ending(at: i64) -> Token {
    Token::parse("header.payload.signature").unwrap().claiming(Some(at), "")
}

/// A machine that is connected, configured, and has been given a `getToken`; and the effects of the last step.
pub(crate) fn set_up() -> (Machine, Vec<Effect>) {
    let mut machine = Machine::default();
    machine.step(Event::Connected, NOW);
    machine.step(Event::Configured(configuration(CUSTOMERS[0])), NOW);
    let effects = machine.step(Event::TokenSourceSet(true), NOW);
    (machine, effects)
}

/// A machine that shows `count` rows, with more to load if a cursor is given.
pub(crate) fn showing(count: usize, next_cursor: Option<&str>) -> Machine {
    let (mut machine, effects) = set_up();
    let (ticket, request) = give_token(&mut machine, &effects);
    machine.step(Event::PageArrived(ticket, page(&request, count, next_cursor)), NOW);
    machine
}

/// Answers the token question among `effects` and returns the fetch that follows.
pub(crate) fn give_token(machine: &mut Machine, effects: &[Effect]) -> (Ticket, HistoryRequest) {
    let (ticket, _) = asked_token(effects).expect("a token is asked for");
    let effects = machine.step(Event::TokenArrived(ticket, Some(token())), NOW);
    fetched(&effects).expect("a page is fetched")
}

/// The token question among `effects`.
pub(crate) fn asked_token(effects: &[Effect]) -> Option<(Ticket, TokenReason)> {
    effects.iter().find_map(|effect| match effect {
        Effect::AskToken(ticket, reason) => Some((*ticket, *reason)),
        _ => None,
    })
}

/// The fetch among `effects`.
pub(crate) fn fetched(effects: &[Effect]) -> Option<(Ticket, HistoryRequest)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Fetch(ticket, request, _) => Some((*ticket, request.clone())),
        _ => None,
    })
}

/// A page that answers `request` truthfully: this customer's rows, with the status asked for.
pub(crate) fn page(request: &HistoryRequest, count: usize, next_cursor: Option<&str>) -> Page {
    page_from(request, 0, count, next_cursor)
}

/// The same, after the first `from` rows.
pub(crate) fn page_from(request: &HistoryRequest, from: usize, count: usize, next_cursor: Option<&str>) -> Page {
    let status = if request.filter.as_str().is_empty() { "open" } else { request.filter.as_str() };
    let rows =
        (from..from + count).map(|index| conversation(request.source.customer.as_str(), status, index)).collect();
    Page { rows, cursor: next_cursor.unwrap_or_default().to_owned() }
}

/// A conversation that began `index` minutes before [`NOW`].
pub(crate) fn conversation(customer: &str, status: &str, index: usize) -> Conversation {
    let at = time(-60 * i64::try_from(index).unwrap_or_default());
    let fields = [&format!("cnv_{index}"), customer, &format!("Conversation {index}"), status, "", &at, &at, &at];
    Conversation::take(&mut Texts::of(&fields.join("\0"))).expect("a conversation")
}

/// So many seconds after [`NOW`], as API v1 writes it.
pub(crate) fn time(seconds: i64) -> String {
    Timestamp::from_unix(NOW + seconds).to_string()
}

/// A refusal with this code.
pub(crate) fn fault(code: &str) -> Fault {
    Fault::new(code, "said the proxy")
}
