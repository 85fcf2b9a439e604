//! What crosses between the module and JavaScript: events come as a name and texts, effects go as JSON.
//!
//! Every event is one call, and its answer says everything: crossings cost more than what they carry. A conversation comes as the
//! eight texts of its fields, in the order of api-v1.md §2, with an empty text for no assignee; the browser's own JSON parser has taken
//! the answer apart, because one in wasm would weigh as much as the rest of this crate.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use helpthread_core::id::{AgentId, InvalidId};
use helpthread_core::model::{Conversation, ConversationStatus, Page, Pagination};
use helpthread_core::time::Timestamp;

use crate::event::{Alarm, Announcement, Effect, Event, Frame, Notice, Ticket};
use crate::fault::{Fault, TOKEN_UNAVAILABLE, UNEXPECTED_ANSWER};
use crate::machine::Machine;
use crate::source::{Configuration, StatusFilter};
use crate::text::number;
use crate::token::{Claims, Token};
use crate::write::Writing;

mod json;
mod view;

use json::Json;
pub use view::RowsSent;

/// Fields of a conversation.
const FIELDS: usize = 8;

/// Reads an event; `None` if there is none of this name and shape.
pub fn event(name: &str, arguments: &[&str]) -> Option<Event> {
    let text = |at: usize| arguments.get(at).copied();
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
        _ => return answer(name, Ticket(number(text(0)?)?.try_into().ok()?), arguments.get(1..)?),
    })
}

/// Reads what answers a question, or comes over a connection, with this ticket.
fn answer(name: &str, ticket: Ticket, arguments: &[&str]) -> Option<Event> {
    let text = |at: usize| arguments.get(at).copied();
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
        "closed" => Event::LineClosed(ticket, number(text(0)?)?.try_into().ok()?, number(text(1)?)?.try_into().ok()?),
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
fn token(arguments: &[&str]) -> Result<Option<Token>, Fault> {
    let text = |at: usize| arguments.get(at).copied().unwrap_or_default();
    if text(0).trim_ascii().is_empty() {
        return Ok(None);
    }
    let unusable = || Fault::new(TOKEN_UNAVAILABLE, "getToken gave a string that cannot be a session token.");
    let claims = Claims {
        expires_at: number(text(1)),
        role: text(2),
        subject: text(3),
        scope: Some(text(4)).filter(|scope| !scope.is_empty()),
    };
    Token::parse(text(0)).map(|token| Some(token.claiming(&claims))).ok_or_else(unusable)
}

fn fault(arguments: &[&str]) -> Option<Fault> {
    let [code, message, retry_after, ..] = arguments else { return None };
    let retry_after = number(retry_after).and_then(|seconds| seconds.try_into().ok());
    Some(Fault { code: (*code).to_owned(), message: (*message).to_owned(), retry_after })
}

fn unexpected() -> Fault {
    Fault::new(UNEXPECTED_ANSWER, "The answer is not what API v1 promises.")
}

/// A page: its cursor, empty at the end, and the fields of its conversations.
fn page(arguments: &[&str]) -> Option<Page<Conversation>> {
    let (cursor, fields) = arguments.split_first()?;
    let mut data = Vec::new();
    for fields in fields.chunks(FIELDS) {
        data.push(conversation(fields)?);
    }
    let next_cursor = if cursor.is_empty() { None } else { Some((*cursor).to_owned()) };
    Some(Page { data, pagination: Pagination { has_more: next_cursor.is_some(), next_cursor } })
}

fn frame(arguments: &[&str]) -> Option<Frame> {
    let (kind, rest) = arguments.split_first()?;
    let cursor = || rest.first().map(|cursor| (*cursor).to_owned());
    Some(match *kind {
        "hello" => Frame::Hello(cursor()?),
        "conversation" => Frame::Conversation(cursor()?, conversation(rest.get(1..)?)?),
        "reload" => Frame::Reload(cursor()?),
        "pong" => Frame::Pong,
        _ => return None,
    })
}

fn conversation(fields: &[&str]) -> Option<Conversation> {
    let [id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at] = fields else {
        return None;
    };
    Some(Conversation {
        id: id.parse().ok()?,
        customer_id: customer_id.parse().ok()?,
        subject: (*subject).to_owned(),
        status: ConversationStatus::from(*status),
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
    let mut json = Json(String::from("["));
    let mut shown = false;
    for effect in effects {
        if !matches!(effect, Effect::Show) {
            written(&mut json, effect);
        } else if !core::mem::replace(&mut shown, true) {
            view::of(&mut json, machine, sent, now);
        }
    }
    json.end("]");
    json.0
}

fn written(json: &mut Json, effect: &Effect) {
    match effect {
        Effect::AskToken(ticket, reason) => question(json, "token", *ticket).text("reason", reason.as_str()),
        Effect::Fetch(ticket, request, token) => sent(json, "fetch", *ticket, &request.url(), token),
        Effect::Cancel => deed(json, "cancel"),
        Effect::Show => deed(json, "show"),
        Effect::FocusRow(index) => deed(json, "focus").size("row", *index),
        Effect::Announce(announcement) => announced(json, *announcement),
        Effect::Notify(notice) => told(json, notice),
        Effect::Follow(ticket, request, token) => sent(json, "follow", *ticket, &request.url(), token),
        Effect::Ping => deed(json, "ping"),
        Effect::HangUp => deed(json, "hang-up"),
        Effect::Wake(alarm, wait) => {
            let name = if *alarm == Alarm::Line { "line" } else { "allowance" };
            deed(json, "wake").text("alarm", name).number("wait", i64::from(*wait))
        }
        Effect::Write(ticket, request, token) => sent(json, "write", *ticket, &request.url(), token)
            .text("method", request.method())
            .text("body", &request.body())
            .text("key", request.idempotency_key().unwrap_or_default()),
    }
    .end("}");
}

fn deed<'a>(json: &'a mut Json, name: &str) -> &'a mut Json {
    json.begin("{").text("do", name)
}

fn question<'a>(json: &'a mut Json, name: &str, ticket: Ticket) -> &'a mut Json {
    deed(json, name).number("ticket", ticket.0.into())
}

fn sent<'a>(json: &'a mut Json, name: &str, ticket: Ticket, url: &str, token: &Token) -> &'a mut Json {
    question(json, name, ticket).text("url", url).text("token", token.as_str())
}

fn told<'a>(json: &'a mut Json, notice: &Notice) -> &'a mut Json {
    let event = match notice {
        Notice::Ready => "ready",
        Notice::Changed => "change",
        Notice::Failed(_) => "error",
    };
    deed(json, "tell").text("event", event);
    if let Notice::Failed(fault) = notice {
        json.text("code", &fault.code).text("message", &fault.message);
    }
    json
}

fn announced(json: &mut Json, announcement: Announcement) -> &mut Json {
    let what = match announcement {
        Announcement::Shown { .. } => "shown",
        Announcement::Added { .. } => "added",
        Announcement::Arrived => "arrived",
        Announcement::Nothing(_) => "nothing",
        Announcement::Failed(_) | Announcement::Expired => "failed",
        Announcement::Offline => "offline",
        Announcement::Sent => "sent",
        Announcement::Saved => "saved",
        Announcement::NotWritten(_) => "notWritten",
    };
    deed(json, "say").text("what", what);
    match announcement {
        Announcement::Shown { count, has_more } => json.size("count", count).flag("hasMore", has_more),
        Announcement::Added { added, total } => json.size("added", added).size("count", total),
        Announcement::Nothing(filter) => json.text("filter", filter.as_str()),
        Announcement::Failed(kind) | Announcement::NotWritten(kind) => json.text("kind", kind.as_str()),
        Announcement::Expired => json.text("kind", "expired"),
        _ => json,
    }
}
