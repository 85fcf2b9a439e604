//! Every word the widget says, in one place, so that a translation is one value of one type.

use crate::fault::FaultKind;
use crate::source::StatusFilter;

/// What a live region is to say after something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// A first page is shown: `count` rows, and more may follow.
    Shown {
        /// Rows on screen.
        count: usize,
        /// Whether "Load more" is offered.
        has_more: bool,
    },
    /// "Load more" added rows.
    Added {
        /// Rows that came.
        added: usize,
        /// Rows on screen now.
        total: usize,
    },
    /// There is nothing to show under this filter.
    Nothing(StatusFilter),
    /// Loading failed.
    Failed(FaultKind),
    /// The session ended.
    Expired,
}

/// A headline and the sentence under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// A few words.
    pub title: &'static str,
    /// What it means, or what to do.
    pub text: &'static str,
}

/// All text of one language.
#[derive(Debug)]
pub struct Strings {
    /// Names the whole widget to assistive technology.
    pub label: &'static str,
    /// Names the group of status choices.
    pub filter_label: &'static str,
    /// The choice without a filter.
    pub all: &'static str,
    /// Status `open`.
    pub open: &'static str,
    /// Status `pending`.
    pub pending: &'static str,
    /// Status `closed`.
    pub closed: &'static str,
    /// Before the day a conversation began.
    pub opened: &'static str,
    /// Before the time of the newest message.
    pub last_message: &'static str,
    /// Before the time of the latest change.
    pub updated: &'static str,
    /// Before a conversation's id.
    pub reference: &'static str,
    /// Stands where a conversation has no subject.
    pub no_subject: &'static str,
    /// While a first page is on its way.
    pub loading: &'static str,
    /// The button below the rows.
    pub load_more: &'static str,
    /// The same button while it works.
    pub loading_more: &'static str,
    /// Beside that button when it failed.
    pub more_failed: &'static str,
    /// The button of the error states.
    pub retry: &'static str,
    /// The customer never wrote in.
    pub empty: Message,
    /// She did, but nothing has this status.
    pub empty_filtered: Message,
    /// No answer from the network.
    pub unreachable: Message,
    /// Too many requests.
    pub rate_limited: Message,
    /// The page is set up wrongly.
    pub misconfigured: Message,
    /// Anything else.
    pub unavailable: Message,
    /// Nobody is signed in any more.
    pub expired: Message,
    /// One conversation.
    pub conversation: &'static str,
    /// Several conversations.
    pub conversations: &'static str,
    /// After a number of rows when there are more to load.
    pub shown: &'static str,
}

/// English.
pub static ENGLISH: Strings = Strings {
    label: "Support conversations",
    filter_label: "Show conversations by status",
    all: "All",
    open: "Open",
    pending: "Pending",
    closed: "Closed",
    opened: "Opened",
    last_message: "Last message",
    updated: "Last change",
    reference: "Reference",
    no_subject: "No subject",
    loading: "Loading conversations…",
    load_more: "Load more",
    loading_more: "Loading…",
    more_failed: "The next conversations could not be loaded.",
    retry: "Try again",
    empty: Message {
        title: "No conversations yet",
        text: "When you contact support, your conversations will appear here.",
    },
    empty_filtered: Message { title: "Nothing here", text: "No conversations have this status right now." },
    unreachable: Message { title: "No connection", text: "Check that you are online, then try again." },
    rate_limited: Message { title: "One moment, please", text: "There were too many requests. Try again in a minute." },
    misconfigured: Message {
        title: "Conversations are unavailable",
        text: "This page is not set up correctly. Please tell the people who run it.",
    },
    unavailable: Message {
        title: "Conversations could not be loaded",
        text: "This is usually over quickly. Please try again.",
    },
    expired: Message { title: "Your session has ended", text: "Sign in again to see your conversations." },
    conversation: "conversation",
    conversations: "conversations",
    shown: "shown",
};

impl Strings {
    /// The name of a filter choice.
    pub fn filter(&self, filter: StatusFilter) -> &'static str {
        match filter {
            StatusFilter::All => self.all,
            StatusFilter::Open => self.open,
            StatusFilter::Pending => self.pending,
            StatusFilter::Closed => self.closed,
        }
    }

    /// The words of the empty state.
    pub fn nothing(&self, filter: StatusFilter) -> Message {
        if filter == StatusFilter::All { self.empty } else { self.empty_filtered }
    }

    /// The words of the error state.
    pub fn fault(&self, kind: FaultKind) -> Message {
        match kind {
            FaultKind::Unreachable => self.unreachable,
            FaultKind::RateLimited => self.rate_limited,
            FaultKind::Misconfigured => self.misconfigured,
            FaultKind::Unavailable => self.unavailable,
        }
    }

    /// How many rows there are: "2 conversations", or "25 shown" while more can be loaded.
    pub fn count(&self, count: usize, has_more: bool) -> String {
        let unit = match (has_more, count) {
            (true, _) => self.shown,
            (false, 1) => self.conversation,
            (false, _) => self.conversations,
        };
        [count.to_string().as_str(), unit].join(" ")
    }

    /// What the live region says.
    pub fn announce(&self, announcement: Announcement) -> String {
        match announcement {
            Announcement::Shown { count, has_more } => self.count(count, has_more),
            Announcement::Added { added, total } => {
                let noun = if added == 1 { self.conversation } else { self.conversations };
                let total = self.count(total, true);
                [added.to_string().as_str(), "more", noun, "loaded,", total.as_str()].join(" ")
            }
            Announcement::Nothing(filter) => sentence(self.nothing(filter)),
            Announcement::Failed(kind) => sentence(self.fault(kind)),
            Announcement::Expired => sentence(self.expired),
        }
    }
}

fn sentence(message: Message) -> String {
    [message.title, ". ", message.text].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(ENGLISH.count(1, false), "1 conversation");
        assert_eq!(ENGLISH.count(2, false), "2 conversations");
        assert_eq!(ENGLISH.count(25, true), "25 shown");
    }

    #[test]
    fn loading_more_says_how_many_came_and_how_many_there_are() {
        let said = ENGLISH.announce(Announcement::Added { added: 7, total: 32 });
        assert_eq!(said, "7 more conversations loaded, 32 shown");
    }
}
