//! A conversation as the widget holds it: the texts of its fields in one piece of memory.
//!
//! The machine keeps conversations, compares them and hands them on; it reckons with none of their fields. Eight values of six
//! types, each copied, compared and dropped by code of its own, were a fifth of the module.
// `push` of a character has more code at every place of use than `push_str`.
#![allow(clippy::single_char_add_str)]

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use helpthread_core::id::{ConversationId, CustomerId, has_form};

use crate::text::Texts;

/// The fields of api-v1.md §2, in the order in which they cross between the module and JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `id`
    Id,
    /// `customer_id`
    Customer,
    /// `subject`
    Subject,
    /// `status`
    Status,
    /// `assignee_id`, empty for nobody.
    Assignee,
    /// `created_at`. All times are written `2024-05-13T14:24:00Z`, so that their texts sort as they do.
    Created,
    /// `updated_at`
    Updated,
    /// `last_message_at`
    LastMessage,
}

/// The texts of all fields, with a NUL between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation(String);

impl Conversation {
    /// Takes the next eight texts; `None` if there are fewer, or it is not one of a customer's (api-v1.md §1).
    pub fn take(texts: &mut Texts<'_>) -> Option<Self> {
        let made = Self(texts.piece(Field::LastMessage as usize + 1)?.to_owned());
        let sound = has_form(made.get(Field::Id), ConversationId::PREFIX)
            && has_form(made.get(Field::Customer), CustomerId::PREFIX);
        sound.then_some(made)
    }

    /// All texts, with a NUL between them.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of one field.
    pub fn get(&self, field: Field) -> &str {
        Texts::of(&self.0).nth(field as usize).unwrap_or_default()
    }

    /// The same conversation with another text, which has no NUL, in one field.
    #[must_use]
    pub fn with(&self, field: Field, text: &str) -> Self {
        let mut made = String::new();
        for (at, old) in Texts::of(&self.0).enumerate() {
            if at > 0 {
                made.push_str("\0");
            }
            made.push_str(if at == field as usize { text } else { old });
        }
        Self(made)
    }

    /// Whether it stands below another: newest first by (`created_at`, `id`), as api-v1.md §6 has it.
    pub fn is_below(&self, other: &Self) -> bool {
        match self.get(Field::Created).cmp(other.get(Field::Created)) {
            Ordering::Less => true,
            Ordering::Equal => self.get(Field::Id) < other.get(Field::Id),
            Ordering::Greater => false,
        }
    }
}

/// A page of them (api-v1.md §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub rows: Vec<Conversation>,
    /// Where the next page begins; opaque, and empty if there is none.
    pub cursor: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 8] = [
        "cnv_1",
        "cus_1",
        "Where is my order?",
        "open",
        "",
        "2024-05-13T14:24:00Z",
        "2024-05-13T14:25:00Z",
        "2024-05-13T14:26:00Z",
    ];

    fn read(fields: &[&str]) -> Option<Conversation> {
        Conversation::take(&mut Texts::of(&fields.join("\0")))
    }

    #[test]
    fn every_field_is_where_it_was_put() {
        let read = read(&FIELDS).unwrap();
        assert_eq!(read.get(Field::Subject), "Where is my order?");
        assert_eq!(read.get(Field::LastMessage), "2024-05-13T14:26:00Z");
        let closed = read.with(Field::Status, "closed").with(Field::Assignee, "usr_1");
        assert_eq!((closed.get(Field::Status), closed.get(Field::Assignee)), ("closed", "usr_1"));
        assert_eq!(closed.with(Field::Status, "open").with(Field::Assignee, ""), read);
    }

    #[test]
    fn what_has_another_kind_of_id_or_too_few_fields_is_none() {
        for (at, foreign) in [(0, "cus_1"), (0, "cnv_"), (0, "cnv_a/b"), (1, "cnv_1")] {
            let mut fields = FIELDS;
            fields[at] = foreign;
            assert_eq!(read(&fields), None, "{foreign}");
        }
        assert_eq!(read(&FIELDS[..7]), None);
    }

    #[test]
    fn only_eight_texts_are_taken() {
        let twice = [FIELDS, FIELDS].concat().join("\0");
        let mut texts = Texts::of(&twice);
        assert_eq!(Conversation::take(&mut texts), Conversation::take(&mut texts));
        assert_eq!(texts.next(), None);
    }
}
