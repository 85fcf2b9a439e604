//! What a run says in the end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::disk::{Counted, Size};
use crate::memory::Trend;
use crate::truth::Checked;

/// A run that is over.
#[derive(Debug)]
pub struct Report {
    /// What it was made from.
    pub seed: u64,
    /// How long it took.
    pub lasted: Duration,
    /// How often each kind of request had each answer.
    pub answers: BTreeMap<(&'static str, String), usize>,
    /// How often each fault was made.
    pub faults: BTreeMap<&'static str, usize>,
    /// Whether clocks could be made to jump.
    pub clocks_jump: bool,
    /// Sockets opened, and those that went on from a cursor.
    pub sockets: (usize, usize),
    /// Webhook deliveries, and attempts of them.
    pub deliveries: (usize, u32),
    /// Every checkpoint, in order.
    pub checkpoints: Vec<Checked>,
    /// Conversations in the end.
    pub conversations: usize,
    /// The messages on the disk.
    pub messages: Counted,
    /// The longest life of each process.
    pub trends: Vec<Trend>,
    /// What is on the disk in the end: the API server's, the proxy's.
    pub disks: (Size, Size),
    /// What should not have been, oldest first.
    pub findings: Vec<String>,
}

impl Report {
    /// Whether everything held.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    fn requests(&self) -> usize {
        let asked = self.answers.iter().filter(|((kind, _), _)| *kind != "socket, frames");
        asked.map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "seed {}, {:.1} minutes, {} requests",
            self.seed,
            self.lasted.as_secs_f64() / 60.0,
            self.requests()
        )?;
        writeln!(f, "\nanswers")?;
        for ((kind, answer), count) in &self.answers {
            writeln!(f, "  {count:>7}  {kind:<34} {answer}")?;
        }
        writeln!(
            f,
            "\nfaults{}",
            if self.clocks_jump { "" } else { " (clocks do not jump here: that takes Linux and cc)" }
        )?;
        for (fault, count) in &self.faults {
            writeln!(f, "  {count:>7}  {fault}")?;
        }
        self.outcome(f)?;
        for trend in &self.trends {
            write!(f, "{trend}")?;
        }
        if self.trends.is_empty() {
            writeln!(f, "memory  not told by this system")?;
        }
        for finding in &self.findings {
            writeln!(f, "  FOUND {finding}")?;
        }
        writeln!(f, "\n{}", if self.is_clean() { "nothing was lost, doubled or unnamed" } else { "NOT CLEAN" })
    }
}

impl Report {
    fn outcome(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counted { kept, lost, doubled, unknown_and_there, unknown_and_absent, refused } = self.messages;
        writeln!(f, "\nmessages  {kept} acknowledged and kept, {lost} lost, {doubled} doubled")?;
        writeln!(
            f,
            "          {unknown_and_there} never acknowledged and there, {unknown_and_absent} not there, {refused} refused"
        )?;
        writeln!(f, "conversations  {}", self.conversations)?;
        let again: usize = self.checkpoints.iter().map(|checked| checked.sent_again).sum();
        let slowest = self.checkpoints.iter().map(|checked| checked.took).max().unwrap_or_default();
        let count = self.checkpoints.len();
        writeln!(
            f,
            "checkpoints  {count}, the same everywhere after {slowest:.1?} at most; {again} replies sent again"
        )?;
        writeln!(f, "sockets  {} opened, {} of them resumed", self.sockets.0, self.sockets.1)?;
        writeln!(f, "webhooks  {} deliveries, {} attempts", self.deliveries.0, self.deliveries.1)?;
        for (name, size) in [("API server", self.disks.0), ("proxy", self.disks.1)] {
            let (bytes, logs) = (megabytes(size.bytes), megabytes(size.logs));
            writeln!(f, "disk  {name}: {bytes:.1} MB in {} databases, {logs:.1} MB in their logs", size.databases)?;
        }
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss)] // a figure for people
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes: Vec<String> = self.minutes.iter().map(|bytes| format!("{:.0}", bytes / 1e6)).collect();
        write!(
            f,
            "memory  {}, alive for {:.0} s: by minutes {} MB",
            self.worker.name(),
            self.lived,
            minutes.join(", ")
        )?;
        if let Some(([one, two, three], slope)) = self.thirds.zip(self.slope) {
            let slope = slope / 1e6;
            write!(f, "; thirds {:.1}, {:.1}, {:.1} MB; {slope:+.2} MB a minute", one / 1e6, two / 1e6, three / 1e6)?;
        } else {
            write!(f, "; too short to be judged")?;
        }
        writeln!(f)
    }
}
