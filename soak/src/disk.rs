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

/// The bytes of all files in a folder and below.
#[must_use]
pub fn size(folder: &Path) -> u64 {
    files(folder).iter().filter_map(|file| fs::metadata(file).ok()).map(|file| file.len()).sum()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The API server's database of the one workspace with our messages. The server must have ended.
fn messages(storage: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut messages = BTreeMap::<String, Vec<String>>::new();
    let databases = files(storage).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "sqlite"));
    for file in databases {
        let database = Connection::open(&file).with_context(|| format!("cannot open {}", file.display()))?;
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(check == "ok", "{}: {check}", file.display());
        let Ok(mut query) = database.prepare("SELECT body, id FROM messages WHERE body LIKE 'soak %'") else {
            continue;
        };
        let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        for row in rows {
            let (body, id) = row?;
            messages.entry(body).or_default().push(id);
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
        let ids = on_disk.remove(&message.text).unwrap_or_default();
        judge(&message, &ids, &mut counted, journal);
    }
    for (text, ids) in on_disk {
        journal.found(format!("nobody sent {text:?}, {ids:?}"));
    }
    Ok(counted)
}

fn judge(message: &Message, ids: &[String], counted: &mut Counted, journal: &Journal) {
    let text = &message.text;
    if ids.len() > 1 {
        counted.doubled += 1;
        journal.found(format!("DOUBLED: {text:?} is there as {ids:?}"));
        return;
    }
    match (&message.outcome, ids.first()) {
        (Outcome::Acknowledged(id), Some(there)) if id == there => counted.kept += 1,
        (Outcome::Acknowledged(id), there) => {
            counted.lost += 1;
            journal.found(format!("LOST: {text:?} was acknowledged as {id}, and there is {there:?}"));
        }
        (Outcome::Unknown, Some(_)) => counted.unknown_and_there += 1,
        (Outcome::Unknown, None) => counted.unknown_and_absent += 1,
        (Outcome::Refused, None) => counted.refused += 1,
        (Outcome::Refused, Some(id)) => journal.found(format!("{text:?} was refused, and is there as {id}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is counted of one message with this outcome when these ids are on the disk, and whether that is a finding.
    fn judged(outcome: Outcome, ids: &[&str]) -> (Counted, usize) {
        let message = Message { text: "soak".into(), conversation: "cnv_1".into(), way: None, outcome };
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let (mut counted, journal) = (Counted::default(), Journal::default());
        judge(&message, &ids, &mut counted, &journal);
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
}
