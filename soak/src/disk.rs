//! What is on the disk in the end: every message that was acknowledged, once, and nothing that was refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;

use crate::journal::Journal;
use crate::ledger::{Ledger, Message, Outcome};

/// What the messages on the disk say of those that were sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted {
    /// Acknowledged, and there once.
    pub kept: usize,
    /// Acknowledged, and not there.
    pub lost: usize,
    /// There more than once.
    pub doubled: usize,
    /// Never acknowledged, and there.
    pub unknown_and_there: usize,
    /// Never acknowledged nor refused, and not there.
    pub unknown_and_absent: usize,
    /// Refused, and not there.
    pub refused: usize,
}

/// How much a Worker has on the disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    /// Its databases.
    pub databases: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The bytes of SQLite's write-ahead logs, which it writes again from their beginning at about 4 MB each.
    pub logs: u64,
}

/// A log, at most, with what one transaction may add to a full one.
const LOG_BYTES: u64 = 6_000_000;
/// A customer's hub: 32 pages, 100 states and 500 deliveries at most (proxy.md §3), which are small here.
const HUB_BYTES: u64 = 512 * 1024;
/// An empty database with its schema.
const EMPTY_BYTES: u64 = 512 * 1024;
/// What a write leaves with the API server: its row, two events with their text, a remembered answer, and their places in the indices.
const WRITE_BYTES: u64 = 6 * 1024;
/// What a reply leaves with the proxy's workspace hub for a day.
const REPLY_BYTES: u64 = 4 * 1024;

/// What is in a folder and below.
#[must_use]
pub fn size(folder: &Path) -> Size {
    let mut size = Size::default();
    for file in files(folder) {
        let bytes = fs::metadata(&file).map_or(0, |file| file.len());
        match file.extension().and_then(|kind| kind.to_str()) {
            Some("sqlite") => size = Size { databases: size.databases + 1, bytes: size.bytes + bytes, ..size },
            Some("sqlite-wal") => size.logs += bytes,
            _ => {}
        }
    }
    size
}

/// The disk grows with writes and with customers, and not with reads or time.
pub fn is_bounded(journal: &Journal, api: Size, proxy: Size, customers: usize) {
    let kinds =
        ["reply, proxy", "change, proxy", "change under If-Match, proxy", "reply, API server", "change, API server"];
    let writes = |kinds: &[&str]| {
        let done = |kind: &&str| journal.count_of(kind, "200") + journal.count_of(kind, "201");
        kinds.iter().map(done).sum::<usize>() as u64
    };
    let api_most = 2 * EMPTY_BYTES + WRITE_BYTES * (writes(&kinds) + writes(&["inbound, API server"]));
    let proxy_most = 2 * EMPTY_BYTES + HUB_BYTES * customers as u64 + REPLY_BYTES * writes(&kinds);
    for (name, size, most) in [("API server", api, api_most), ("proxy", proxy, proxy_most)] {
        if size.bytes > most || size.logs > LOG_BYTES * size.databases {
            journal.found(&format!("the {name} has {size:?} on the disk, and {most} bytes are explained"));
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A message on the disk.
#[derive(Debug)]
struct Kept {
    id: String,
    conversation: String,
}

/// Our messages in the API server's database of the one workspace, by their texts. The server must have ended.
fn messages(storage: &Path) -> Result<BTreeMap<String, Vec<Kept>>> {
    let mut messages = BTreeMap::<String, Vec<Kept>>::new();
    let databases = files(storage).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "sqlite"));
    for file in databases {
        let database = Connection::open(&file).with_context(|| format!("cannot open {}", file.display()))?;
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(check == "ok", "{}: {check}", file.display());
        let has_messages = database.table_exists(None, "messages")?;
        if !has_messages {
            continue;
        }
        let mut query = database.prepare("SELECT body, id, conversation_id FROM messages WHERE body LIKE 'soak %'")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, Kept { id: row.get(1)?, conversation: row.get(2)? })))?;
        for row in rows {
            let (body, kept): (String, Kept) = row?;
            messages.entry(body).or_default().push(kept);
        }
    }
    Ok(messages)
}

/// Compares the disk with what was acknowledged.
///
/// # Errors
/// If a database cannot be read or is damaged.
pub fn count(storage: &Path, ledger: &Ledger, journal: &Journal) -> Result<Counted> {
    let mut on_disk = messages(storage)?;
    let mut counted = Counted::default();
    for message in ledger.messages() {
        let there = on_disk.remove(&message.text).unwrap_or_default();
        judge(&message, &there, &mut counted, journal);
    }
    for (text, there) in on_disk {
        journal.found(&format!("nobody sent {text:?}, {there:?}"));
    }
    Ok(counted)
}

fn judge(message: &Message, there: &[Kept], counted: &mut Counted, journal: &Journal) {
    let text = &message.text;
    if there.len() > 1 {
        counted.doubled += 1;
        journal.found(&format!("DOUBLED: {text:?} is there as {there:?}"));
        return;
    }
    let there = there.first();
    if let Some(elsewhere) =
        there.filter(|kept| message.conversation.as_ref().is_some_and(|id| *id != kept.conversation))
    {
        journal.found(&format!("ASTRAY: {text:?} was for {:?}, and is there as {elsewhere:?}", message.conversation));
    }
    match (&message.outcome, there) {
        (Outcome::Acknowledged(id), Some(kept)) if *id == kept.id => counted.kept += 1,
        (Outcome::Acknowledged(id), there) => {
            counted.lost += 1;
            journal.found(&format!("LOST: {text:?} was acknowledged as {id}, and there is {there:?}"));
        }
        (Outcome::Unknown, Some(_)) => counted.unknown_and_there += 1,
        (Outcome::Unknown, None) => counted.unknown_and_absent += 1,
        (Outcome::Refused, None) => counted.refused += 1,
        (Outcome::Refused, Some(kept)) => journal.found(&format!("{text:?} was refused, and is there as {kept:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is counted of one message with this outcome when these ids are on the disk, and whether that is a finding.
    fn judged(outcome: Outcome, ids: &[&str]) -> (Counted, usize) {
        let message = Message { text: "soak".into(), conversation: Some("cnv_1".into()), way: None, outcome };
        let there: Vec<Kept> =
            ids.iter().map(|id| Kept { id: (*id).to_owned(), conversation: "cnv_1".to_owned() }).collect();
        let (mut counted, journal) = (Counted::default(), Journal::default());
        judge(&message, &there, &mut counted, &journal);
        (counted, journal.count())
    }

    #[test]
    fn a_lost_a_doubled_another_and_a_refused_message_that_is_there_are_found() {
        let acknowledged = || Outcome::Acknowledged("msg_1".into());
        assert!(matches!(judged(acknowledged(), &["msg_1"]), (Counted { kept: 1, .. }, 0)));
        assert!(matches!(judged(acknowledged(), &[]), (Counted { lost: 1, kept: 0, .. }, 1)));
        assert!(matches!(judged(acknowledged(), &["msg_2"]), (Counted { lost: 1, .. }, 1)));
        assert!(matches!(judged(acknowledged(), &["msg_1", "msg_2"]), (Counted { doubled: 1, .. }, 1)));
        assert!(matches!(judged(Outcome::Unknown, &["msg_1", "msg_2"]), (Counted { doubled: 1, .. }, 1)));
        assert!(matches!(judged(Outcome::Unknown, &["msg_1"]), (Counted { unknown_and_there: 1, .. }, 0)));
        assert!(matches!(judged(Outcome::Refused, &["msg_1"]), (Counted { refused: 0, .. }, 1)));
    }

    #[test]
    fn a_message_in_another_conversation_is_found() {
        let outcome = Outcome::Acknowledged("msg_1".to_owned());
        let message = Message { text: "soak".into(), conversation: Some("cnv_1".into()), way: None, outcome };
        let astray = Kept { id: "msg_1".to_owned(), conversation: "cnv_2".to_owned() };
        let journal = Journal::default();
        judge(&message, &[astray], &mut Counted::default(), &journal);
        assert!(journal.findings().iter().any(|found| found.contains("ASTRAY")), "{:?}", journal.findings());
    }
}
