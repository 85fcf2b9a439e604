//! What is on screen: the states of the widget, as data.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::{replace, take};

use crate::conversation::{Conversation, Field, Page};
use crate::fault::FaultKind;
use crate::source::StatusFilter;

/// What is on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Not enough is known to ask: the host's fallback content is visible.
    #[default]
    Idle,
    /// A first page is on its way: the skeleton.
    Loading,
    /// Rows.
    Ready(History),
    /// There is no conversation to show.
    Empty,
    /// Nothing could be loaded.
    Failed(FaultKind),
    /// Nobody is signed in any more.
    Expired,
}

/// The rows on screen and what may follow them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Newest first, as the pages came.
    pub rows: Vec<Conversation>,
    /// What is below the last row.
    pub more: More,
    /// Where the next page begins; empty if there is none.
    pub cursor: String,
    /// Whether a newer version of all this is on its way.
    pub refreshing: bool,
}

/// What a newer version of a conversation did to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: it is older than what is shown, belongs below the last row, or says the same.
    Unchanged,
    /// A row changed or left.
    Changed,
    /// A row came.
    Arrived,
}

impl History {
    /// What a first page shows.
    pub fn of(page: Page) -> Self {
        Self { more: More::after(&page.cursor), rows: page.rows, cursor: page.cursor, refreshing: false }
    }

    /// Takes in a newer version of a conversation, at its place among the others. What belongs below the last row while there is more
    /// to load comes with its page.
    pub fn take_in(&mut self, newer: &Conversation, filter: StatusFilter) -> Taken {
        let admitted = filter.admits(newer.get(Field::Status));
        let waits = !admitted || (self.more.is_some() && self.below(newer) == self.rows.len());
        let taken = match self.row(newer.get(Field::Id)) {
            Some(row) if newer.get(Field::Updated) < row.get(Field::Updated) || newer == row => {
                return Taken::Unchanged;
            }
            Some(_) => Taken::Changed,
            None if waits => return Taken::Unchanged,
            None => Taken::Arrived,
        };
        self.rows.retain(|row| row.get(Field::Id) != newer.get(Field::Id));
        if admitted {
            let below = self.below(newer);
            let before = take(&mut self.rows);
            let (above, rest) = before.split_at_checked(below).unwrap_or_default();
            for row in above.iter().chain([newer]).chain(rest) {
                self.rows.push(row.clone());
            }
        }
        taken
    }

    /// The row of this conversation.
    pub fn row(&mut self, id: &str) -> Option<&mut Conversation> {
        self.rows.iter_mut().find(|row| row.get(Field::Id) == id)
    }

    /// How many rows do not stand below this one.
    fn below(&self, row: &Conversation) -> usize {
        self.rows.iter().position(|other| other.is_below(row)).unwrap_or(self.rows.len())
    }

    /// Adds the next page. A row that came by itself meanwhile is not added again.
    pub fn extend(&mut self, page: Page) {
        for row in page.rows {
            if self.row(row.get(Field::Id)).is_none() {
                self.rows.push(row);
            }
        }
        self.more = More::after(&page.cursor);
        self.cursor = page.cursor;
    }

    /// Replaces the rows that a first page speaks of; those below it stay, and so does what follows them. A failure to load that was told
    /// stays told: nobody asked for the renewal. Whether anything changed.
    pub fn renew(&mut self, page: Page) -> bool {
        let below = match page.rows.last() {
            Some(last) if !page.cursor.is_empty() => self.below(last),
            _ => self.rows.len(),
        };
        let before = replace(&mut self.rows, page.rows);
        let mut changed = before.get(..below) != Some(&self.rows);
        if below == before.len() {
            changed |= self.cursor != page.cursor;
            if !matches!(self.more, More::Failed(_)) || page.cursor.is_empty() {
                self.more = More::after(&page.cursor);
            }
            self.cursor = page.cursor;
        }
        for row in before.into_iter().skip(below) {
            self.rows.push(row);
        }
        changed
    }
}

/// What is below the last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// Nothing: the last page is here.
    End,
    /// A page.
    Available,
    /// That page is on its way.
    Loading,
    /// It could not be loaded; the cursor is still good.
    Failed(FaultKind),
}

impl More {
    /// What follows a page with this cursor.
    pub fn after(cursor: &str) -> Self {
        if cursor.is_empty() { Self::End } else { Self::Available }
    }

    /// Whether there is something to load.
    pub fn is_some(self) -> bool {
        !matches!(self, Self::End)
    }
}
