//! JSON, written into one text from its beginning to its end.
// `push` of a character has more code at every place of use than `push_str`.
#![allow(clippy::single_char_add_str)]

use alloc::string::String;

use crate::text::{push_decimal, quote};

/// What has been written so far.
pub(super) struct Json(pub(super) String);

impl Json {
    /// Begins an object or an array: `{` or `[`.
    pub(super) fn begin(&mut self, bracket: &str) -> &mut Self {
        self.next().0.push_str(bracket);
        self
    }

    pub(super) fn end(&mut self, bracket: &str) {
        self.0.push_str(bracket);
    }

    /// The name of a member, whose value is written next.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        self.item(name).0.push_str(":");
        self
    }

    pub(super) fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.name(name).item(text)
    }

    pub(super) fn number(&mut self, name: &str, number: i64) -> &mut Self {
        self.name(name).item_number(number)
    }

    pub(super) fn size(&mut self, name: &str, size: usize) -> &mut Self {
        self.number(name, i64::try_from(size).unwrap_or(i64::MAX))
    }

    pub(super) fn flag(&mut self, name: &str, flag: bool) -> &mut Self {
        self.name(name).begin(if flag { "true" } else { "false" })
    }

    pub(super) fn item(&mut self, text: &str) -> &mut Self {
        quote(&mut self.next().0, text);
        self
    }

    pub(super) fn item_number(&mut self, number: i64) -> &mut Self {
        push_decimal(&mut self.next().0, number);
        self
    }

    /// A comma, unless something has just begun. Texts end with a quote, so no text is taken for a beginning.
    fn next(&mut self) -> &mut Self {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push_str(",");
        }
        self
    }
}
