//! `POST /_admin/workspaces/:id/import`: conversations and messages of another system, a JSON object a line, in a stream
//! of any size.
//!
//! A line is a Conversation or a Message as api-v1.md §2 has it; its id tells which. A customer becomes known with her first
//! conversation. A message comes after its conversation, and agents are there before. Nothing is an event.
//!
//! ```text
//! pieces of the stream ─▶ lines ─▶ line::read ─▶ Batch ─▶ one transaction per 500 lines or 1 MB
//! ```
//!
//! What is there already, by its id, is left as it is. So an import that broke off, or one whose bad line was mended, is
//! sent again from the start. A bad line ends the import: all lines before it are kept, and the answer has its number.

mod batch;
mod line;

use std::collections::HashSet;

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::time::Timestamp;
use serde::Serialize;

use self::batch::Batch;
use super::data;
use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;

/// The longest line, in bytes: as much as a body of v1 may have.
pub const MAX_LINE_BYTES: usize = 256 * 1024;
/// How many lines one transaction takes at most.
pub const BATCH_LINES: usize = 500;
/// How many bytes one transaction takes before it is full; with one more line still below the 2 MB that a value may have.
const BATCH_BYTES: usize = 1024 * 1024;

/// An import under way.
#[derive(Debug)]
pub struct Import<'a, D> {
    database: &'a D,
    agents: HashSet<String>,
    /// The line that has not ended yet.
    open: Vec<u8>,
    /// The number of lines that have ended.
    lines: u64,
    batch: Batch,
    counts: Counts,
    failure: Option<Failure>,
}

/// What became of the lines.
#[derive(Debug, Default, Serialize)]
pub(super) struct Counts {
    /// New conversations.
    conversations: u64,
    /// New messages.
    messages: u64,
    /// Lines whose id was there already.
    unchanged: u64,
}

impl<'a, D: Database> Import<'a, D> {
    /// An import into a workspace that is there.
    pub(super) fn begin(database: &'a D) -> Result<Self, DatabaseError> {
        let agents = database.query("SELECT id FROM agents", &[])?;
        let agents = agents.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<_, _>>()?;
        let (open, batch, counts) = (Vec::new(), Batch::default(), Counts::default());
        Ok(Self { database, agents, open, lines: 0, batch, counts, failure: None })
    }

    /// Takes the next piece of the body; false once the import has failed, when reading stops.
    pub fn push(&mut self, piece: &[u8]) -> bool {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            if self.failure.is_some() {
                break;
            }
            self.open.extend_from_slice(part);
            let ended = part.ends_with(b"\n");
            if ended || self.open.len() > MAX_LINE_BYTES {
                self.end_line();
            }
        }
        self.failure.is_none()
    }

    /// The answer, once the body has ended or [`push`](Self::push) has said no.
    pub fn finish(mut self, request_id: &str, now: Timestamp) -> Answer {
        if self.failure.is_none() && !self.open.is_empty() {
            self.end_line();
        }
        if self.failure.is_none() {
            self.flush();
        }
        let answer = match self.failure {
            None => data(200, self.counts),
            Some(failure) => failure.into(),
        };
        answer.sealed(request_id, now)
    }

    fn end_line(&mut self) {
        self.lines += 1;
        let line = std::mem::take(&mut self.open);
        let text = line.trim_ascii();
        if text.is_empty() {
            return;
        }
        match line::read(text, &self.agents) {
            Ok(entry) => self.batch.add(self.lines, entry, text.len()),
            Err(refusal) => {
                // The lines before it come first, and may hold a bad one of their own.
                self.flush();
                self.fail(bad(self.lines, &refusal));
            }
        }
        if self.batch.lines() >= BATCH_LINES || self.batch.bytes() >= BATCH_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        match std::mem::take(&mut self.batch).store(self.database, &mut self.counts) {
            Ok(None) => {}
            Ok(Some((line, refusal))) => self.fail(bad(line, &refusal)),
            Err(fault) => self.fail(fault.into()),
        }
    }

    /// The first failure counts.
    fn fail(&mut self, failure: Failure) {
        self.failure.get_or_insert(failure);
    }
}

fn bad(line: u64, refusal: &Refusal) -> Failure {
    let message = format!("Line {line}: {} The lines before it are imported.", refusal.message);
    Refusal::new(ErrorCode::InvalidRequest, message).into()
}
