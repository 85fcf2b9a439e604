//! What crosses between the module and JavaScript: events come as a name and texts, effects go as JSON.
//!
//! Every event is one call, and its answer says everything: crossings cost more than what they carry. A conversation comes as the
//! eight texts of its fields, in the order of api-v1.md §2, with an empty text for no assignee; the browser's own JSON parser has taken
//! the answer apart, because one in wasm would weigh as much as the rest of this crate.

use alloc::borrow::ToOwned;
use alloc::string::String;

use helpthread_core::id::{AgentId, InvalidId};
use helpthread_core::model::{Conversation, ConversationStatus, Page, Pagination};
use helpthread_core::time::Timestamp;

use crate::event::{Alarm, Announcement, Effect, Event, Frame, Notice, Ticket};
use crate::fault::{Fault, TOKEN_UNAVAILABLE, UNEXPECTED_ANSWER};
use crate::machine::Machine;
use crate::source::{Configuration, StatusFilter};
use crate::token::{Claims, Token};
use crate::write::{WriteRequest, Writing};

mod json;
mod view;

use json::Object;
pub use view::RowsSent;

/// Fields of a conversation.
const FIELDS: usize = 8;

/// Reads an event; `None` if there is none of this name and shape.
pub fn event(name: &str, arguments: &[String]) -> Option<Event> {
    let text = |at: usize| arguments.get(at).map(String::as_str);
    let yes = text(0) == Some("1");
    Some(match name {
        "connected" => Event::Connected,
        "disconnected" => Event::Disconnected,
        "configured" => Event::Configured(Configuration::read(text(0), text(1), text(2))),
        "token-source" => Event::TokenSourceSet(yes),
        "filter" => Event::FilterChosen(StatusFilter::from_attribute(text(0)?)),
        "refresh" => Event::RefreshAsked,
        "retry" => Event::RetryAsked,
        "more" => Event::MoreAsked,
        "live" => Event::LiveSet(yes),
        "visible" => Event::Visible(yes),
        "online" => Event::Online(yes),
        "tick" => Event::Ticked,
        "woken" if text(0) == Some("line") => Event::Woken(Alarm::Line),
        "woken" => Event::Woken(Alarm::Allowance),
        "status" => asked(text(0)?, Writing::Status(text(1)?.into()))?,
        "assignee" => asked(text(0)?, Writing::Assignee(assignee(text(1)?).ok()?))?,
        "reply" => asked(
            text(0)?,
            Writing::Reply { body: text(1)?.to_owned(), internal: text(2)? == "1", key: text(3)?.to_owned() },
        )?,
        _ => return answer(name, Ticket(text(0)?.parse().ok()?), arguments.get(1..)?),
    })
}

/// Reads what answers a question, or comes over a connection, with this ticket.
fn answer(name: &str, ticket: Ticket, arguments: &[String]) -> Option<Event> {
    let text = |at: usize| arguments.get(at).map(String::as_str);
    Some(match name {
        "token" => match token(arguments) {
            Ok(token) => Event::TokenArrived(ticket, token),
            Err(fault) => Event::TokenFailed(ticket, fault),
        },
        "token-failed" => Event::TokenFailed(ticket, Fault::new(TOKEN_UNAVAILABLE, text(0)?)),
        "page" => match page(arguments) {
            Some(page) => Event::PageArrived(ticket, page),
            None => Event::PageFailed(ticket, unexpected()),
        },
        "page-failed" => Event::PageFailed(ticket, fault(arguments)?),
        "heard" => Event::LineHeard(ticket, frame(arguments)?),
        "closed" => Event::LineClosed(ticket, text(0)?.parse().ok()?, text(1)?.parse().ok()?),
        "changed" => match conversation(arguments) {
            Some(conversation) => Event::ChangeWritten(ticket, conversation),
            None => Event::WriteFailed(ticket, unexpected()),
        },
        "replied" => match text(0).and_then(time) {
            Some(at) => Event::ReplyWritten(ticket, at),
            None => Event::WriteFailed(ticket, unexpected()),
        },
        "write-failed" => Event::WriteFailed(ticket, fault(arguments)?),
        _ => return None,
    })
}

fn asked(conversation: &str, writing: Writing) -> Option<Event> {
    Some(Event::WriteAsked(conversation.parse().ok()?, writing))
}

/// A token and its claims `exp`, `role`, `sub` and `scope`, each empty if absent; nothing at all if nobody is signed in.
fn token(arguments: &[String]) -> Result<Option<Token>, Fault> {
    let text = |at: usize| arguments.get(at).map(String::as_str).unwrap_or_default();
    if text(0).trim().is_empty() {
        return Ok(None);
    }
    let unusable = || Fault::new(TOKEN_UNAVAILABLE, "getToken gave a string that cannot be a session token.");
    let claims = Claims {
        expires_at: text(1).parse().ok(),
        role: text(2),
        subject: text(3),
        scope: Some(text(4)).filter(|scope| !scope.is_empty()),
    };
    Token::parse(text(0)).map(|token| Some(token.claiming(&claims))).ok_or_else(unusable)
}

fn fault(arguments: &[String]) -> Option<Fault> {
    let [code, message, retry_after, ..] = arguments else { return None };
    let retry_after = retry_after.parse().ok();
    Some(Fault { code: code.clone(), message: message.clone(), retry_after })
}

fn unexpected() -> Fault {
    Fault::new(UNEXPECTED_ANSWER, "The answer is not what API v1 promises.")
}

/// A page: its cursor, empty at the end, and the fields of its conversations.
fn page(arguments: &[String]) -> Option<Page<Conversation>> {
    let (cursor, fields) = arguments.split_first()?;
    let data = fields.chunks(FIELDS).map(conversation).collect::<Option<_>>()?;
    let next_cursor = Some(cursor.clone()).filter(|cursor| !cursor.is_empty());
    Some(Page { data, pagination: Pagination { has_more: next_cursor.is_some(), next_cursor } })
}

fn frame(arguments: &[String]) -> Option<Frame> {
    let (kind, rest) = arguments.split_first()?;
    let cursor = || rest.first().cloned();
    Some(match kind.as_str() {
        "hello" => Frame::Hello(cursor()?),
        "conversation" => Frame::Conversation(cursor()?, conversation(rest.get(1..)?)?),
        "reload" => Frame::Reload(cursor()?),
        "pong" => Frame::Pong,
        _ => return None,
    })
}

fn conversation(fields: &[String]) -> Option<Conversation> {
    let [id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at] = fields else {
        return None;
    };
    Some(Conversation {
        id: id.parse().ok()?,
        customer_id: customer_id.parse().ok()?,
        subject: subject.clone(),
        status: ConversationStatus::from(status.as_str()),
        assignee_id: assignee_id.parse().ok(),
        created_at: time(created_at)?,
        updated_at: time(updated_at)?,
        last_message_at: time(last_message_at)?,
    })
}

fn time(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).ok()
}

/// An agent, or nobody; `Err` for what is neither.
fn assignee(text: &str) -> Result<Option<AgentId>, InvalidId> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

/// Writes what to do, as a JSON array of objects whose `do` names it. [`Effect::Show`] carries all that is to be shown.
pub fn effects(effects: &[Effect], machine: &Machine, sent: &mut RowsSent, now: i64) -> String {
    let mut json = String::from("[");
    let mut shown = false;
    for effect in effects {
        if *effect == Effect::Show && core::mem::replace(&mut shown, true) {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&match effect {
            Effect::Show => view::of(machine, sent, now),
            other => written(other),
        });
    }
    json.push(']');
    json
}

fn written(effect: &Effect) -> String {
    match effect {
        Effect::AskToken(ticket, reason) => question("token", *ticket).text("reason", reason.as_str()),
        Effect::Fetch(ticket, request, token) => {
            question("fetch", *ticket).text("url", &request.url()).text("token", token.as_str())
        }
        Effect::Cancel => deed("cancel"),
        Effect::Show => deed("show"),
        Effect::FocusRow(index) => deed("focus").size("row", *index),
        Effect::Announce(announcement) => announced(*announcement),
        Effect::Notify(Notice::Ready) => deed("tell").text("event", "ready"),
        Effect::Notify(Notice::Changed) => deed("tell").text("event", "change"),
        Effect::Notify(Notice::Failed(fault)) => {
            deed("tell").text("event", "error").text("code", &fault.code).text("message", &fault.message)
        }
        Effect::Follow(ticket, request, token) => {
            question("follow", *ticket).text("url", &request.url()).text("token", token.as_str())
        }
        Effect::Ping => deed("ping"),
        Effect::HangUp => deed("hang-up"),
        Effect::Wake(alarm, wait) => {
            let name = if *alarm == Alarm::Line { "line" } else { "allowance" };
            deed("wake").text("alarm", name).number("wait", i64::from(*wait))
        }
        Effect::Write(ticket, request, token) => write(*ticket, request).text("token", token.as_str()),
    }
    .end()
}

fn deed(name: &str) -> Object {
    Object::new().text("do", name)
}

fn question(name: &str, ticket: Ticket) -> Object {
    deed(name).number("ticket", ticket.0.into())
}

fn write(ticket: Ticket, request: &WriteRequest) -> Object {
    question("write", ticket)
        .text("url", &request.url())
        .text("method", request.method())
        .text("body", &request.body())
        .text("key", request.idempotency_key().unwrap_or_default())
}

fn announced(announcement: Announcement) -> Object {
    let say = |what| deed("say").text("what", what);
    match announcement {
        Announcement::Shown { count, has_more } => say("shown").size("count", count).flag("hasMore", has_more),
        Announcement::Added { added, total } => say("added").size("added", added).size("count", total),
        Announcement::Arrived => say("arrived"),
        Announcement::Nothing(filter) => say("nothing").text("filter", filter.as_str()),
        Announcement::Failed(kind) => say("failed").text("kind", kind.as_str()),
        Announcement::Expired => say("failed").text("kind", "expired"),
        Announcement::Offline => say("offline"),
        Announcement::Sent => say("sent"),
        Announcement::Saved => say("saved"),
        Announcement::NotWritten(kind) => say("notWritten").text("kind", kind.as_str()),
    }
}
