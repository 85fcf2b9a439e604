//! What crosses between the module and JavaScript: a name and texts in either direction, with a NUL before each text.
//!
//! Every event is one call, and its answer says everything: crossings cost more than what they carry. A conversation is the eight texts
//! of its fields both ways ([`crate::conversation`]); the browser's own JSON parser has taken the proxy's answer apart, because one in
//! wasm would weigh as much as the rest of this crate.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use helpthread_core::id::AgentId;

use crate::conversation::{Conversation, Page};
use crate::event::{Alarm, Announcement, Effect, Event, Frame, Notice, Ticket};
use crate::fault::{Fault, FaultKind, TOKEN_UNAVAILABLE, UNEXPECTED_ANSWER};
use crate::machine::Machine;
use crate::source::{Configuration, StatusFilter};
use crate::text::{Texts, number};
use crate::token::Token;
use crate::write::{Kind, Writing};

mod answer;
mod view;

use answer::Answer;
pub use view::RowsSent;

/// Reads an event; `None` if there is none of this name and shape.
pub fn event(name: &str, mut texts: Texts<'_>) -> Option<Event> {
    Some(match name {
        "connected" => Event::Connected,
        "disconnected" => Event::Disconnected,
        "configured" => Event::Configured(Configuration::read(texts.text(), texts.text(), texts.text())),
        "token-source" => Event::TokenSourceSet(yes(texts)),
        "filter" => Event::FilterChosen(StatusFilter::from_attribute(texts.text())),
        "refresh" => Event::RefreshAsked,
        "retry" => Event::RetryAsked,
        "more" => Event::MoreAsked,
        "live" => Event::LiveSet(yes(texts)),
        "visible" => Event::Visible(yes(texts)),
        "online" => Event::Online(yes(texts)),
        "tick" => Event::Ticked,
        "line-woken" => Event::Woken(Alarm::Line),
        "allowance-woken" => Event::Woken(Alarm::Allowance),
        _ => return written(name, texts.clone()).or_else(|| answered(name, texts)),
    })
}

fn yes(mut texts: Texts<'_>) -> bool {
    texts.text() == "1"
}

/// Reads what an agent wants to write.
fn written(name: &str, mut texts: Texts<'_>) -> Option<Event> {
    let kind = Kind::named(name)?;
    let conversation = texts.text().parse().ok()?;
    let text = texts.text().to_owned();
    let writing = Writing { kind, text, internal: texts.text() == "1", key: texts.text().to_owned() };
    if matches!(kind, Kind::Assignee) && !writing.text.is_empty() {
        AgentId::parse(&writing.text).ok()?;
    }
    Some(Event::WriteAsked(conversation, writing))
}

/// Reads what answers a question, or comes over a connection, with the ticket that is the first text.
fn answered(name: &str, mut texts: Texts<'_>) -> Option<Event> {
    let ticket = Ticket(number(texts.text())?.try_into().ok()?);
    Some(match name {
        "token" => match token(texts) {
            Ok(token) => Event::TokenArrived(ticket, token),
            Err(fault) => Event::TokenFailed(ticket, fault),
        },
        "token-failed" => Event::TokenFailed(ticket, Fault::new(TOKEN_UNAVAILABLE, texts.text())),
        "page" => match page(texts) {
            Some(page) => Event::PageArrived(ticket, page),
            None => Event::PageFailed(ticket, unexpected()),
        },
        "page-failed" => Event::PageFailed(ticket, fault(texts)),
        "heard" => Event::LineHeard(ticket, frame(texts)?),
        "closed" => {
            let mut code = || number(texts.text())?.try_into().ok();
            Event::LineClosed(ticket, code()?, code()?)
        }
        "changed" => match Conversation::take(&mut texts) {
            Some(conversation) => Event::ChangeWritten(ticket, conversation),
            None => Event::WriteFailed(ticket, unexpected()),
        },
        "replied" => Event::ReplyWritten(ticket, texts.text().to_owned()),
        "write-failed" => Event::WriteFailed(ticket, fault(texts)),
        _ => return None,
    })
}

/// A token, when it ends, and the agent whose it is if she may write, each empty if absent; nothing at all if nobody is signed in.
fn token(mut texts: Texts<'_>) -> Result<Option<Token>, Fault> {
    let token = texts.text();
    if token.is_empty() {
        return Ok(None);
    }
    let expires_at = number(texts.text());
    match Token::parse(token) {
        Some(token) => Ok(Some(token.claiming(expires_at, texts.text()))),
        None => Err(Fault::new(TOKEN_UNAVAILABLE, "getToken gave no session token.")),
    }
}

fn fault(mut texts: Texts<'_>) -> Fault {
    let mut fault = Fault::new(texts.text(), texts.text());
    fault.retry_after = number(texts.text()).and_then(|seconds| seconds.try_into().ok());
    fault
}

fn unexpected() -> Fault {
    Fault::new(UNEXPECTED_ANSWER, "The answer is not what API v1 promises.")
}

/// A page: its cursor, empty at the end, and the fields of its conversations.
fn page(mut texts: Texts<'_>) -> Option<Page> {
    let cursor = texts.text().to_owned();
    let mut rows = Vec::new();
    while !texts.is_over() {
        rows.push(Conversation::take(&mut texts)?);
    }
    Some(Page { rows, cursor })
}

fn frame(mut texts: Texts<'_>) -> Option<Frame> {
    let kind = texts.text();
    if kind == "pong" {
        return Some(Frame::Pong);
    }
    let cursor = texts.text().to_owned();
    Some(match kind {
        "hello" => Frame::Hello(cursor),
        "conversation" => Frame::Conversation(cursor, Conversation::take(&mut texts)?),
        "reload" => Frame::Reload(cursor),
        _ => return None,
    })
}

/// Writes what to do, with U+0001 between the effects. [`Effect::Show`] carries all that is to be shown.
pub fn effects(effects: &[Effect], machine: &Machine, sent: &mut RowsSent, now: i64) -> String {
    let mut answer = Answer::default();
    let mut shown = false;
    for effect in effects {
        if !matches!(effect, Effect::Show) {
            told(&mut answer, effect);
        } else if !core::mem::replace(&mut shown, true) {
            view::of(&mut answer, machine, sent, now);
        }
    }
    answer.0
}

fn told(answer: &mut Answer, effect: &Effect) {
    match effect {
        Effect::AskToken(ticket, reason) => question(answer, "token", *ticket).text(reason.as_str()),
        Effect::Fetch(ticket, request, token) => {
            sent(answer, "fetch", *ticket, &request.url(), token).text(request.cursor.as_deref().unwrap_or_default())
        }
        Effect::Cancel => answer.effect("cancel"),
        Effect::Show => answer,
        Effect::FocusRow(index) => answer.effect("focus").size(*index),
        Effect::Announce(announcement) => announced(answer.effect("say"), *announcement),
        Effect::Notify(Notice::Ready) => answer.effect("tell").text("ready"),
        Effect::Notify(Notice::Changed) => answer.effect("tell").text("change"),
        Effect::Notify(Notice::Failed(fault)) => {
            answer.effect("tell").text("error").text(&fault.code).text(&fault.message)
        }
        Effect::Follow(ticket, request, token) => {
            sent(answer, "follow", *ticket, &request.url(), token).text(request.after.as_deref().unwrap_or_default())
        }
        Effect::Ping => answer.effect("ping"),
        Effect::HangUp => answer.effect("hang-up"),
        Effect::Wake(alarm, wait) => {
            let name = if matches!(alarm, Alarm::Line) { "line-woken" } else { "allowance-woken" };
            answer.effect("wake").text(name).number(i64::from(*wait))
        }
        Effect::Write(ticket, request, token) => sent(answer, "write", *ticket, &request.url(), token)
            .text(request.writing.kind.as_str())
            .text(&request.writing.text)
            .flag(request.writing.internal)
            .text(&request.writing.key)
            .text(token.agent().map_or("", AgentId::as_str)),
    };
}

fn question<'a>(answer: &'a mut Answer, name: &str, ticket: Ticket) -> &'a mut Answer {
    answer.effect(name).number(ticket.0.into())
}

fn sent<'a>(answer: &'a mut Answer, name: &str, ticket: Ticket, url: &str, token: &Token) -> &'a mut Answer {
    question(answer, name, ticket).text(url).text(token.as_str())
}

/// What is said, of what (a fault, a filter, whether there is more), and the numbers in it.
fn announced(answer: &mut Answer, announcement: Announcement) -> &mut Answer {
    let (what, about) = match announcement {
        Announcement::Shown { has_more, .. } => ("shown", if has_more { "more" } else { "" }),
        Announcement::Added { .. } => ("added", ""),
        Announcement::Arrived => ("arrived", ""),
        Announcement::Nothing(filter) => ("nothing", filter.as_str()),
        Announcement::Failed(kind) => ("failed", kind.as_str()),
        Announcement::Expired => ("failed", FaultKind::Expired.as_str()),
        Announcement::Offline => ("offline", ""),
        Announcement::Sent => ("sent", ""),
        Announcement::Saved => ("saved", ""),
        Announcement::NotWritten(kind) => ("notWritten", kind.as_str()),
    };
    answer.text(what).text(about);
    match announcement {
        Announcement::Shown { count, .. } => answer.size(count),
        Announcement::Added { added, total } => answer.size(total).size(added),
        _ => answer,
    }
}
