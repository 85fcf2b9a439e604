//! Identifiers (api-v1.md §1): a type prefix, then `[A-Za-z0-9_-]`, at most 64 characters in all.

use helpthread_core::id::{AgentId, ConversationId, CustomerId, InvalidId, MessageId, WebhookId, is_identifier};
use proptest::prelude::*;

/// What each type makes of a text, with its prefix.
fn read(text: &str) -> [(&'static str, Result<String, InvalidId>); 5] {
    [
        ("cnv_", ConversationId::parse(text).map(|id| id.to_string())),
        ("cus_", CustomerId::parse(text).map(|id| id.to_string())),
        ("usr_", AgentId::parse(text).map(|id| id.to_string())),
        ("msg_", MessageId::parse(text).map(|id| id.to_string())),
        ("whk_", WebhookId::parse(text).map(|id| id.to_string())),
    ]
}

#[test]
fn the_references_ids_are_read_by_their_own_type_alone() {
    for text in [
        "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
        "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
        "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
        "msg_01HXYZA4C8D6E2F9G1H3J5K7L",
        "whk_01HXYZC8D6E4F2G9H1J3K5L7M",
    ] {
        for (prefix, result) in read(text) {
            let wanted = if text.starts_with(prefix) { Ok(text.to_string()) } else { Err(InvalidId { prefix }) };
            assert_eq!(result, wanted, "{text} as {prefix}");
        }
    }
}

#[test]
fn an_id_has_at_most_64_characters_and_at_least_one_after_its_prefix() {
    assert!(CustomerId::parse("cus_1").is_ok());
    assert!(CustomerId::parse(&format!("cus_{}", "a".repeat(60))).is_ok());
    for text in ["", "cus_", "cus", &format!("cus_{}", "a".repeat(61)), "CUS_1", "cus-1", "cusx1"] {
        assert!(CustomerId::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn no_character_that_means_something_elsewhere_is_taken() {
    for character in ("\0\t\n\r \"#%&'()*+,./:;<=>?@[\\]^`{|}~\u{7f}é١Ａ\u{202e}\u{feff}").chars() {
        for text in [
            format!("cus_{character}"),
            format!("cus_a{character}b"),
            format!("{character}cus_a"),
            format!("cus_a{character}"),
        ] {
            assert!(CustomerId::parse(&text).is_err(), "{text:?}");
            assert!(!is_identifier(&text), "{text:?}");
        }
    }
}

#[test]
fn json_that_holds_another_types_id_is_refused() {
    assert!(serde_json::from_str::<CustomerId>(r#""cus_1""#).is_ok());
    for json in [r#""cnv_1""#, r#""""#, "1", "null", r#"["cus_1"]"#, r#""cus_1 ""#] {
        assert!(serde_json::from_str::<CustomerId>(json).is_err(), "{json}");
    }
}

proptest! {
    #[test]
    fn an_id_is_the_text_it_was_read_from(text in "cnv_[A-Za-z0-9_-]{1,60}") {
        let id = ConversationId::parse(&text).expect("an id");
        prop_assert_eq!(id.as_str(), &text);
        prop_assert_eq!(text.parse::<ConversationId>(), Ok(id.clone()));
        let json = serde_json::to_string(&id).expect("JSON");
        prop_assert_eq!(&json, &format!("\"{text}\""));
        prop_assert_eq!(serde_json::from_str::<ConversationId>(&json).ok(), Some(id));
    }

    #[test]
    fn whatever_is_read_keeps_the_rule(text in "(cnv_|cus_|usr_|msg_|whk_)?.{0,70}") {
        let plain = text.chars().all(|character| character.is_ascii_alphanumeric() || "_-".contains(character));
        for (prefix, result) in read(&text) {
            let valid = plain && text.starts_with(prefix) && (5..=64).contains(&text.len());
            prop_assert_eq!(result.is_ok(), valid, "{:?} as {}", text, prefix);
        }
        prop_assert_eq!(is_identifier(&text), plain && (1..=64).contains(&text.len()));
    }
}
