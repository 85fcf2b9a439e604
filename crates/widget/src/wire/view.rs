//! What is to be shown, as JSON. Rows are sent only when they changed.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use helpthread_core::id::AgentId;
use helpthread_core::model::Conversation;

use super::json::{Object, array};
use crate::line::Phase;
use crate::machine::{Machine, Pending, Stage};
use crate::state::{More, State};
use crate::text::{decimal, quoted};
use crate::write::Writing;

/// The rows that the view has.
#[derive(Debug, Default)]
pub struct RowsSent(Option<Vec<Conversation>>);

pub(super) fn of(machine: &Machine, sent: &mut RowsSent, now: i64) -> String {
    let state = machine.state();
    let (name, fault) = match state {
        State::Idle => ("idle", None),
        State::Loading => ("loading", None),
        State::Ready(_) => ("ready", None),
        State::Empty => ("empty", None),
        State::Failed(fault) => ("failed", Some(fault)),
        State::Expired => ("expired", None),
    };
    let line = match machine.line().phase() {
        Phase::Down | Phase::GivenUp => "off",
        Phase::Waiting | Phase::Opening(_) => "connecting",
        Phase::Open(..) => "open",
    };
    let mut view = Object::new()
        .text("do", "show")
        .text("state", name)
        .text("filter", machine.filter().as_str())
        .flag("online", machine.is_online())
        .text("line", line)
        .text("agent", machine.agent().map_or("", AgentId::as_str))
        .raw("writes", &array(machine.writes().iter().map(pending)));
    if let Some(at) = machine.allowed_at(now) {
        view = view.number("allowedAt", at);
    }
    if let Some(fault) = fault {
        view = view.text("fault", fault.kind().as_str());
    }
    let State::Ready(history) = state else {
        sent.0 = None;
        return view.end();
    };
    let (more, fault) = match &history.more {
        More::End => ("end", None),
        More::Available(_) => ("available", None),
        More::Loading(_) => ("loading", None),
        More::Failed(_, fault) => ("failed", Some(fault)),
    };
    view = view.flag("refreshing", history.refreshing).text("more", more);
    if let Some(fault) = fault {
        view = view.text("fault", fault.kind().as_str());
    }
    let rows: Vec<_> = history.rows.iter().map(|row| machine.shown_row(row)).collect();
    if sent.0.as_ref() == Some(&rows) {
        return view.end();
    }
    view = view.raw("rows", &array(rows.iter().map(row)));
    sent.0 = Some(rows);
    view.end()
}

/// `[id, customer, subject, status, assignee or null, created, updated, last message]`, times in unix seconds.
fn row(row: &Conversation) -> String {
    let texts = [row.id.as_str(), row.customer_id.as_str(), &row.subject, row.status.as_str()];
    let times = [row.created_at, row.updated_at, row.last_message_at];
    let assignee = row.assignee_id.as_ref().map_or_else(|| "null".to_owned(), |id| quoted(id.as_str()));
    array(texts.into_iter().map(quoted).chain([assignee]).chain(times.map(|time| decimal(time.unix()))))
}

fn pending(write: &Pending) -> String {
    let kind = match write.writing {
        Writing::Status(_) => "status",
        Writing::Assignee(_) => "assignee",
        Writing::Reply { .. } => "reply",
    };
    let fault = match &write.stage {
        Stage::UnderWay(..) => "",
        Stage::Failed(fault) => fault.kind().as_str(),
    };
    Object::new().text("id", write.conversation.as_str()).text("kind", kind).text("fault", fault).end()
}
