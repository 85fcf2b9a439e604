//! Cursors (api-v1.md §6): one position, one spelling.

use helpthread_core::cursor::Cursor;
use proptest::prelude::*;
use serde::Deserialize;

use crate::{
    arbitrary::{cursor, edited},
    vectors,
};

#[derive(Deserialize)]
struct Case {
    name: String,
    cursor: String,
    position: Option<Cursor>,
}

#[test]
fn every_cursor_of_the_vectors_is_read_as_they_say() {
    for case in vectors::cases::<Case>("cursors.json") {
        assert_eq!(Cursor::decode(&case.cursor).ok(), case.position, "{}", case.name);
        if let Some(position) = case.position {
            assert_eq!(position.encode(), case.cursor, "{}", case.name);
        }
    }
}

proptest! {
    #[test]
    fn a_position_survives_the_way_to_the_client_and_back(position in cursor()) {
        let text = position.encode();
        prop_assert!(text.len() <= 146 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        prop_assert_eq!(Cursor::decode(&text), Ok(position));
    }

    #[test]
    fn an_edited_cursor_is_refused_or_is_the_only_spelling_of_another(
        text in cursor().prop_flat_map(|position| edited(position.encode())),
    ) {
        if let Ok(position) = Cursor::decode(&text) {
            prop_assert_eq!(position.encode(), text);
        }
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = Cursor::decode(&text);
    }
}
