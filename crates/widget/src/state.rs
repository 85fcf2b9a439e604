//! What is on screen: the states of the widget, as data.

use helpthread_core::model::{Conversation, Page};

use crate::fault::Fault;

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
        *self != Self::End
    }

    /// The place the next page begins at.
    pub fn cursor(&self) -> Option<&str> {
        match self {
            Self::End => None,
            Self::Available(cursor) | Self::Loading(cursor) | Self::Failed(cursor, _) => Some(cursor),
        }
    }
}
