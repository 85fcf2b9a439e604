//! The answer to an event, written into one text from its beginning to its end.
// `push` of a character has more code at every place of use than `push_str`.
#![allow(clippy::single_char_add_str)]

use alloc::string::String;

use crate::text::push_decimal;

/// What has been written so far. Its two separators are in no text: `requests.js` takes them out of what comes in.
#[derive(Default)]
pub(super) struct Answer(pub(super) String);

impl Answer {
    /// Begins an effect.
    pub(super) fn effect(&mut self, name: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push_str("\u{1}");
        }
        self.0.push_str(name);
        self
    }

    /// The next text of the effect under way.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str("\0");
        self.0.push_str(text);
        self
    }

    pub(super) fn number(&mut self, number: i64) -> &mut Self {
        push_decimal(&mut self.text("").0, number);
        self
    }

    pub(super) fn size(&mut self, size: usize) -> &mut Self {
        self.number(i64::try_from(size).unwrap_or(i64::MAX))
    }

    pub(super) fn flag(&mut self, flag: bool) -> &mut Self {
        self.text(if flag { "1" } else { "" })
    }
}
