//! What is to be shown, as JSON. Rows are sent only when they changed.

use alloc::vec::Vec;

use helpthread_core::id::AgentId;
use helpthread_core::model::Conversation;

use super::json::Json;
use crate::line::Phase;
use crate::machine::{Machine, Pending, Stage};
use crate::state::{History, More, State};
use crate::write::Writing;

/// The rows that the view has.
#[derive(Debug, Default)]
pub struct RowsSent(Option<Vec<Conversation>>);

pub(super) fn of(json: &mut Json, machine: &Machine, sent: &mut RowsSent, now: i64) {
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
    json.begin("{")
        .text("do", "show")
        .text("state", name)
        .text("filter", machine.filter().as_str())
        .flag("online", machine.is_online())
        .text("line", line)
        .text("agent", machine.agent().map_or("", AgentId::as_str))
        .name("writes")
        .begin("[");
    for write in machine.writes() {
        pending(json, write);
    }
    json.end("]");
    if let Some(at) = machine.allowed_at(now) {
        json.number("allowedAt", at);
    }
    if let Some(fault) = fault {
        json.text("fault", fault.kind().as_str());
    }
    if let State::Ready(history) = state {
        ready(json, machine, history, sent);
    } else {
        sent.0 = None;
    }
    json.end("}");
}

fn ready(json: &mut Json, machine: &Machine, history: &History, sent: &mut RowsSent) {
    let (more, fault) = match &history.more {
        More::End => ("end", None),
        More::Available(_) => ("available", None),
        More::Loading(_) => ("loading", None),
        More::Failed(_, fault) => ("failed", Some(fault)),
    };
    json.flag("refreshing", history.refreshing).text("more", more);
    if let Some(fault) = fault {
        json.text("fault", fault.kind().as_str());
    }
    let rows: Vec<_> = history.rows.iter().map(|row| machine.shown_row(row)).collect();
    if sent.0.as_ref() == Some(&rows) {
        return;
    }
    json.name("rows").begin("[");
    for shown in &rows {
        row(json, shown);
    }
    json.end("]");
    sent.0 = Some(rows);
}

/// `[id, customer, subject, status, assignee or null, created, updated, last message]`, times in unix seconds.
fn row(json: &mut Json, row: &Conversation) {
    json.begin("[");
    for text in [row.id.as_str(), row.customer_id.as_str(), &row.subject, row.status.as_str()] {
        json.item(text);
    }
    match &row.assignee_id {
        Some(assignee) => json.item(assignee.as_str()),
        None => json.begin("null"),
    };
    for time in [row.created_at, row.updated_at, row.last_message_at] {
        json.item_number(time.unix());
    }
    json.end("]");
}

fn pending(json: &mut Json, write: &Pending) {
    let kind = match write.writing {
        Writing::Status(_) => "status",
        Writing::Assignee(_) => "assignee",
        Writing::Reply { .. } => "reply",
    };
    let fault = match &write.stage {
        Stage::UnderWay(..) => "",
        Stage::Failed(fault) => fault.kind().as_str(),
    };
    json.begin("{").text("id", write.conversation.as_str()).text("kind", kind).text("fault", fault).end("}");
}
