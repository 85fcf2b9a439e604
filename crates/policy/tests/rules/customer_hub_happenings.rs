//! What may happen to a customer's hub in its model, and what upstream says to it.

use crate::{
    customer_hub_given::{self as given, HOUR, MINUTE, SECOND},
    given::{JANE, SOMEBODY_ELSE},
};
use helpthread_policy::{
    hub::{Exchange, Reader, flights::PATIENCE_MILLISECONDS, message::Permit},
    upstream::Upstream,
};
use proptest::prelude::*;

/// What happens next; a number picks among what is waiting.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    Read { stranger: bool, reader: Reader, page: usize },
    Granted(usize),
    Refused(usize, bool),
    Fetched(usize, Outcome),
    Settled(usize, bool),
    Lost(usize),
    UnknownWrite,
    Bump,
    Event { conversation: u32, again: bool },
    EventsInDisorder,
    Followed { reader: Reader, resume: bool },
    Unfollowed(usize),
    Said(usize),
    Passed(i64),
    Hibernated,
    Crashed { performed: usize },
}

#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Page,
    ForeignRow,
    LargePage,
    Failed,
    NotFound,
}

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    use Happening::*;
    let reader = || prop_oneof![Just(Reader::Agent), Just(Reader::Customer)];
    let outcome = prop_oneof![
        80 => Just(Outcome::Page), 8 => Just(Outcome::ForeignRow), 1 => Just(Outcome::LargePage),
        10 => Just(Outcome::Failed), 10 => Just(Outcome::NotFound),
    ];
    prop_oneof![
        12 => (prop::bool::weighted(0.2), reader(), 0..3_usize)
            .prop_map(|(stranger, reader, page)| Read { stranger, reader, page }),
        12 => any::<usize>().prop_map(Granted),
        2 => any::<(usize, bool)>().prop_map(|(which, limited)| Refused(which, limited)),
        12 => (any::<usize>(), outcome).prop_map(|(which, outcome)| Fetched(which, outcome)),
        12 => (any::<usize>(), prop::bool::weighted(0.1)).prop_map(|(which, full)| Settled(which, full)),
        1 => any::<usize>().prop_map(Lost),
        3 => Just(UnknownWrite),
        3 => Just(Bump),
        5 => (0..3_u32, prop::bool::weighted(0.3)).prop_map(|(conversation, again)| Event { conversation, again }),
        1 => Just(EventsInDisorder),
        4 => (reader(), any::<bool>()).prop_map(|(reader, resume)| Followed { reader, resume }),
        2 => any::<usize>().prop_map(Unfollowed),
        1 => any::<usize>().prop_map(Said),
        6 => prop_oneof![0..3 * SECOND, Just(PATIENCE_MILLISECONDS), Just(MINUTE), Just(11 * MINUTE), Just(HOUR)]
            .prop_map(Passed),
        1 => Just(Hibernated),
        2 => (0..12_usize).prop_map(|performed| Crashed { performed }),
    ]
}

/// A call of upstream that is under way.
pub(crate) struct Fetching {
    pub(crate) permit: Permit,
    pub(crate) stranger: bool,
    pub(crate) version: u64,
}

pub(crate) fn upstream(fetching: &Fetching, outcome: &Outcome) -> Exchange {
    let (customer, other) = if fetching.stranger { (SOMEBODY_ELSE, JANE) } else { (JANE, SOMEBODY_ELSE) };
    let version = fetching.version.to_string();
    match outcome {
        Outcome::Page => given::answered(200, &given::page(customer, &version)),
        Outcome::ForeignRow => given::answered(200, &given::page(other, &version)),
        Outcome::LargePage => {
            given::answered(200, &given::page(customer, &format!("{version}{}", "x".repeat(300_000))))
        }
        Outcome::Failed => given::exchange(Upstream::Failed),
        Outcome::NotFound => {
            let error = serde_json::json!({ "error": { "code": "customer_not_found", "message": "No customer." } });
            given::answered(404, &error)
        }
    }
}
