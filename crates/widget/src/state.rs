//! What is on screen: the states of the widget, as data.

use alloc::string::String;
use alloc::vec::Vec;

use helpthread_core::id::ConversationId;
use helpthread_core::model::{Conversation, Page};
use helpthread_core::time::Timestamp;

use crate::fault::Fault;
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
    Failed(Fault),
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
    /// Takes in a newer version of a conversation, at its place among the others: newest first by (`created_at`, `id`),
    /// as api-v1.md §6 has it. What belongs below the last row while there is more to load comes with its page.
    pub fn take_in(&mut self, newer: Conversation, filter: StatusFilter) -> Taken {
        let admitted = filter.admits(&newer.status);
        if let Some(at) = self.rows.iter().position(|row| row.id == newer.id) {
            let Some(row) = self.rows.get_mut(at) else { return Taken::Unchanged };
            if newer.updated_at < row.updated_at || newer == *row {
                return Taken::Unchanged;
            }
            if admitted {
                *row = newer;
            } else {
                self.rows.remove(at);
            }
            return Taken::Changed;
        }
        let at = self.rows.partition_point(|row| place(row) > place(&newer));
        if !admitted || (at == self.rows.len() && self.more.is_some()) {
            return Taken::Unchanged;
        }
        self.rows.insert(at, newer);
        Taken::Arrived
    }

    /// Adds the next page. A row that came by itself meanwhile is not added again.
    pub fn extend(&mut self, page: Page<Conversation>) {
        self.more = More::after(&page);
        let known = self.rows.len();
        for row in page.data {
            if !self.rows.iter().take(known).any(|shown| shown.id == row.id) {
                self.rows.push(row);
            }
        }
    }

    /// Replaces the rows that a first page speaks of; those below it stay, and so does what follows them. A failure to load that was told
    /// stays told: nobody asked for the renewal.
    pub fn renew(&mut self, page: Page<Conversation>) {
        let more = More::after(&page);
        let Some(last) = page.data.last().filter(|_| more.is_some()) else {
            (self.rows, self.more) = (page.data, more);
            return;
        };
        let below = self.rows.partition_point(|row| place(row) >= place(last));
        let rest = self.rows.split_off(below);
        if rest.is_empty() {
            self.more = match (more, &self.more) {
                (More::Available(cursor), More::Failed(_, fault)) => More::Failed(cursor, fault.clone()),
                (more, _) => more,
            };
        }
        self.rows = page.data;
        self.rows.extend(rest);
    }
}

fn place(row: &Conversation) -> (Timestamp, &ConversationId) {
    (row.created_at, &row.id)
}

/// What is below the last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum More {
    /// Nothing: the last page is here.
    End,
    /// A page, from this cursor on.
    Available(String),
    /// That page is on its way.
    Loading(String),
    /// It could not be loaded; the cursor is still good.
    Failed(String, Fault),
}

impl More {
    /// What follows this page.
    pub fn after<T>(page: &Page<T>) -> Self {
        page.pagination.next_cursor.clone().map_or(Self::End, Self::Available)
    }

    /// Whether there is something to load.
    pub fn is_some(&self) -> bool {
        !matches!(self, Self::End)
    }

    /// The place the next page begins at.
    pub fn cursor(&self) -> Option<&str> {
        match self {
            Self::End => None,
            Self::Available(cursor) | Self::Loading(cursor) | Self::Failed(cursor, _) => Some(cursor),
        }
    }
}
