//! What is to be shown. Rows are sent only when they changed.
// `push` of a character has more code at every place of use than `push_str`.
#![allow(clippy::single_char_add_str)]

use alloc::string::String;

use helpthread_core::id::AgentId;

use super::answer::Answer;
use crate::line::Phase;
use crate::machine::{Machine, Stage};
use crate::state::{History, More, State};

/// The rows that the view has, as they were sent.
#[derive(Debug, Default)]
pub struct RowsSent(String);

/// `rows`, if they changed: the texts of all their fields. Then `show`: state, filter, whether there is a network, live connection,
/// agent, when requests are taken again, fault, whether it is refreshing, what follows the rows; and of every write its conversation,
/// kind, and fault.
pub(super) fn of(answer: &mut Answer, machine: &Machine, sent: &mut RowsSent, now: i64) {
    let state = machine.state();
    let (name, mut fault) = match state {
        State::Idle => ("idle", None),
        State::Loading => ("loading", None),
        State::Ready(_) => ("ready", None),
        State::Empty => ("empty", None),
        State::Failed(fault) => ("failed", Some(*fault)),
        State::Expired => ("expired", None),
    };
    let (mut more, mut refreshing) = ("", false);
    if let State::Ready(history) = state {
        rows(answer, machine, history, sent);
        (more, refreshing) = (below(history.more), history.refreshing);
        if let More::Failed(kind) = history.more {
            fault = Some(kind);
        }
    } else {
        sent.0.clear();
    }
    let line = match machine.line().phase() {
        Phase::Down | Phase::GivenUp => "off",
        Phase::Waiting | Phase::Opening(_) => "connecting",
        Phase::Open(..) => "open",
    };
    answer
        .effect("show")
        .text(name)
        .text(machine.filter().as_str())
        .flag(machine.is_online())
        .text(line)
        .text(machine.agent().map_or("", AgentId::as_str))
        .number(machine.allowed_at(now).unwrap_or_default())
        .text(fault.map_or("", crate::fault::FaultKind::as_str))
        .flag(refreshing)
        .text(more);
    for write in machine.writes() {
        let fault = match write.stage {
            Stage::UnderWay(..) => "",
            Stage::Failed(fault) => fault.as_str(),
        };
        answer.text(write.request.conversation.as_str()).text(write.request.writing.kind.as_str()).text(fault);
    }
}

fn rows(answer: &mut Answer, machine: &Machine, history: &History, sent: &mut RowsSent) {
    let mut rows = String::new();
    for row in &history.rows {
        rows.push_str("\0");
        if machine.writes().is_empty() {
            rows.push_str(row.as_str());
        } else {
            rows.push_str(machine.shown_row(row).as_str());
        }
    }
    if rows != sent.0 {
        answer.effect("rows").0.push_str(&rows);
        sent.0 = rows;
    }
}

fn below(more: More) -> &'static str {
    match more {
        More::End => "end",
        More::Available => "available",
        More::Loading => "loading",
        More::Failed(_) => "failed",
    }
}
