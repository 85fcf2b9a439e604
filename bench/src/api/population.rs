//! A workspace's conversations, made up by rule, so that the position of each is known without asking.
//!
//! One customer, the regular, has a long history, spread evenly over the workspace's time. Everybody else has about 40
//! conversations, far apart: reading one of their pages touches as many places of the table as it has rows.

use std::fmt::Write;

use helpthread_core::cursor::Cursor;
use helpthread_core::id::ConversationId;
use helpthread_core::time::Timestamp;

/// 2020-09-13T12:26:40Z, when the oldest conversation was created.
const EPOCH: i64 = 1_600_000_000;
/// Seconds between two conversations.
const PACE: i64 = 61;
/// About how many conversations a customer has.
const HISTORY: usize = 40;
/// How many the regular has, if there are at least twice as many.
const REGULAR: usize = 20_000;
/// The agents of the workspace.
pub(super) const AGENTS: [&str; 2] = ["usr_01BENCH00000000000000AMELIA", "usr_01BENCH0000000000000000JONAS"];
const SUBJECTS: [&str; 4] = [
    "Unable to update billing address",
    "Question about the enterprise plan",
    "Login issue on mobile app",
    "Export of last month's invoices fails with an error",
];
const STATUSES: [&str; 3] = ["open", "pending", "closed"];

/// So many conversations, numbered from the oldest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Population {
    size: usize,
}

impl Population {
    /// A workspace with `size` conversations, at least 400.
    #[must_use]
    pub(super) fn new(size: usize) -> Self {
        Self { size: size.max(400) }
    }

    /// How many conversations there are.
    #[must_use]
    pub(super) fn size(self) -> usize {
        self.size
    }

    /// The conversation's id.
    #[must_use]
    pub(super) fn id(number: usize) -> String {
        format!("cnv_{:010X}{:016X}", created_at(number), scattered(number))
    }

    /// The regular's id.
    #[must_use]
    pub(super) fn regular() -> String {
        customer_id(0)
    }

    /// Customers besides the regular, each with at least 25 conversations.
    #[must_use]
    pub(super) fn others(self) -> usize {
        ((self.size - self.regulars_own()) / HISTORY).max(1)
    }

    /// The id of one of the others, which count from 0.
    #[must_use]
    pub(super) fn other(number: usize) -> String {
        customer_id(1 + number)
    }

    /// How many conversations the regular has.
    #[must_use]
    pub(super) fn regulars_own(self) -> usize {
        self.size.div_ceil(self.regulars_pace())
    }

    /// The cursor of the page that begins after `depth` rows of the workspace's list.
    #[must_use]
    pub(super) fn cursor(self, depth: usize) -> Option<Cursor> {
        Self::position(self.size.checked_sub(depth)?)
    }

    /// The cursor of the page that begins after `depth` rows of the regular's history.
    #[must_use]
    pub(super) fn regulars_cursor(self, depth: usize) -> Option<Cursor> {
        Self::position(self.regulars_own().checked_sub(depth)? * self.regulars_pace())
    }

    /// The conversations as an import takes them, a line of JSON each, in pieces of a thousand lines.
    pub(super) fn lines(self) -> impl Iterator<Item = Vec<u8>> {
        (0..self.size).step_by(1_000).map(move |first| {
            let mut lines = String::new();
            (first..self.size.min(first + 1_000)).for_each(|number| self.write_line(number, &mut lines));
            lines.into_bytes()
        })
    }

    /// Every so many conversations one is the regular's.
    fn regulars_pace(self) -> usize {
        self.size.div_ceil(REGULAR).max(2)
    }

    fn position(number: usize) -> Option<Cursor> {
        let id = ConversationId::parse(&Self::id(number)).ok()?;
        Some(Cursor { created_at: Timestamp::from_unix(created_at(number)), id })
    }

    fn write_line(self, number: usize, lines: &mut String) {
        let customer = if number.is_multiple_of(self.regulars_pace()) {
            Self::regular()
        } else {
            Self::other((number - number / self.regulars_pace()) % self.others())
        };
        let (id, created_at) = (Self::id(number), Timestamp::from_unix(created_at(number)));
        let subject = SUBJECTS[number % SUBJECTS.len()];
        // Neither filter may follow from the customer, so all three count with different periods.
        let status = STATUSES[number / 7 % STATUSES.len()];
        let assignee = AGENTS[number / 5 % AGENTS.len()];
        // Writing to a String does not fail.
        let _ = writeln!(
            lines,
            r#"{{"id":"{id}","customer_id":"{customer}","subject":"{subject}","status":"{status}","assignee_id":"{assignee}","created_at":"{created_at}","updated_at":"{created_at}","last_message_at":"{created_at}"}}"#
        );
    }
}

fn customer_id(number: usize) -> String {
    format!("cus_{:026X}", scattered(number))
}

fn created_at(number: usize) -> i64 {
    EPOCH + PACE * i64::try_from(number).unwrap_or_default()
}

/// The last step of `SplitMix64`: ids in no order, as chance makes them.
fn scattered(number: usize) -> u64 {
    let mut value = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn rows(population: Population) -> Vec<serde_json::Value> {
        let pieces: Vec<u8> = population.lines().flatten().collect();
        pieces
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }

    #[test]
    fn everybody_has_a_whole_page_and_the_regular_her_long_history() {
        for size in [400, 1_000, 100_000] {
            let population = Population::new(size);
            let mut histories = BTreeMap::<String, usize>::new();
            for row in rows(population) {
                *histories.entry(row["customer_id"].as_str().unwrap().to_owned()).or_default() += 1;
            }
            assert_eq!(histories.remove(&Population::regular()), Some(population.regulars_own()));
            assert_eq!(histories.len(), population.others());
            assert!(histories.values().all(|rows| *rows >= 25), "{size}: {histories:?}");
            assert!((0..population.others()).all(|number| histories.contains_key(&Population::other(number))));
        }
        assert!(Population::new(100_000).regulars_own() > 10_000 + 200);
    }

    #[test]
    fn a_cursor_is_the_row_before_its_page() {
        let population = Population::new(1_000);
        let rows = rows(population);
        let newest_first = |cursor: &Cursor| rows.iter().rev().position(|row| row["id"] == cursor.id.as_str());
        assert_eq!(population.cursor(10).map(|cursor| newest_first(&cursor)), Some(Some(9)));
        let regulars: Vec<_> = rows.iter().rev().filter(|row| row["customer_id"] == Population::regular()).collect();
        assert_eq!(regulars[9]["id"], population.regulars_cursor(10).unwrap().id.as_str());
    }
}
