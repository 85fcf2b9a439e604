//! The queries of the two lists (api-v1.md §3): read strictly, written canonically.

use helpthread_core::{
    error::{ErrorCode, Refusal},
    model::ConversationStatus,
    query::{ConversationsQuery, HistoryQuery, Limit, StatusFilter},
};
use proptest::{option, prelude::*};
use serde::Deserialize;

use crate::{
    arbitrary::{agent_id, cursor, limit, status_filter},
    vectors,
};

#[derive(Deserialize)]
struct Case {
    name: String,
    operation: String,
    query: String,
    canonical: Option<String>,
    message: Option<String>,
}

fn canonical(operation: &str, query: &str) -> Result<String, Refusal> {
    match operation {
        "GET /conversations" => ConversationsQuery::parse(query).map(|query| query.to_query_string()),
        "GET /customers/:id/conversations" => HistoryQuery::parse(query).map(|query| query.to_query_string()),
        other => panic!("{other} takes no query"),
    }
}

#[test]
fn every_query_of_the_vectors_is_read_as_they_say() {
    for case in vectors::cases::<Case>("queries.json") {
        let wanted = match (case.canonical, case.message) {
            (Some(canonical), None) => Ok(canonical),
            (None, Some(message)) => Err(Refusal::new(ErrorCode::InvalidFilter, message)),
            _ => panic!("{}: either canonical or message", case.name),
        };
        assert_eq!(canonical(&case.operation, &case.query), wanted, "{}", case.name);
    }
}

#[test]
fn a_limit_is_1_to_100_and_25_unless_told() {
    assert_eq!(Limit::default().get(), 25);
    assert_eq!(Limit::MAX.get(), 100);
    for rows in 0..=u8::MAX {
        assert_eq!(Limit::new(rows).map(Limit::get), (1..=100).contains(&rows).then_some(rows));
    }
}

#[test]
fn a_status_filter_matches_its_own_status_and_no_other() {
    for filter in StatusFilter::ALL {
        assert_eq!(StatusFilter::parse(filter.as_str()), Some(filter));
        for status in ConversationStatus::KNOWN.iter().copied().chain(["snoozed"]).map(ConversationStatus::from) {
            assert_eq!(filter.matches(&status), filter.as_str() == status.as_str());
        }
    }
}

proptest! {
    #[test]
    fn a_list_query_survives_being_written(
        status in option::of(status_filter()), assignee_id in option::of(agent_id()), cursor in option::of(cursor()), limit in limit(),
    ) {
        let query = ConversationsQuery { status, assignee_id, cursor, limit };
        prop_assert_eq!(ConversationsQuery::parse(&query.to_query_string()), Ok(query));
    }

    #[test]
    fn a_history_query_survives_being_written(
        status in option::of(status_filter()), cursor in option::of(cursor()), limit in limit(),
    ) {
        let query = HistoryQuery { status, cursor, limit };
        prop_assert_eq!(HistoryQuery::parse(&query.to_query_string()), Ok(query));
    }

    #[test]
    fn percent_escapes_mean_the_character_they_escape(
        status in status_filter(), limit in limit(), escaped in prop::collection::vec(any::<bool>(), 40),
    ) {
        let query = HistoryQuery { status: Some(status), cursor: None, limit };
        let written = query.to_query_string();
        let spelt: String = written.chars().zip(escaped.iter().cycle()).map(|(character, escape)| {
            if *escape && character.is_ascii_alphanumeric() { format!("%{:02x}", u32::from(character)) } else { character.into() }
        }).collect();
        prop_assert_eq!(HistoryQuery::parse(&spelt), Ok(query));
    }

    #[test]
    fn no_text_panics_and_what_is_accepted_has_one_spelling(text in "[ -~\u{0}\u{fffd}]{0,60}|((status|limit|cursor|assignee_id)=[a-z0-9%&=]{0,12}&?){0,4}") {
        for operation in ["GET /conversations", "GET /customers/:id/conversations"] {
            match canonical(operation, &text) {
                Ok(spelling) => prop_assert_eq!(canonical(operation, &spelling), Ok(spelling)),
                Err(refusal) => prop_assert_eq!(refusal.code, ErrorCode::InvalidFilter),
            }
        }
    }
}
