//! Writing and reading text without what the standard library has for it: `core::fmt`, patterns and number parsing would be a
//! third of the module.
// `push` of a character has more code at every place of use than `push_str`.
#![allow(clippy::single_char_add_str)]

use alloc::string::String;

/// The parts one after the other. Unlike `concat` it is compiled once, and not at every place of use.
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The text before the first `separator`, which is ASCII, and what follows that, if it is there at all.
pub fn cut(text: &str, separator: u8) -> (&str, Option<&str>) {
    let at = text.bytes().position(|byte| byte == separator).unwrap_or(text.len());
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    (before, after.get(1..))
}

/// Texts with a NUL between them, as they cross between the module and JavaScript.
#[derive(Clone, Debug)]
pub struct Texts<'a>(Option<&'a str>);

impl<'a> Texts<'a> {
    /// The texts of a piece that has them; one at least, which may be empty.
    pub fn of(piece: &'a str) -> Self {
        Self(Some(piece))
    }

    /// The next text, or an empty one.
    pub fn text(&mut self) -> &'a str {
        self.next().unwrap_or_default()
    }

    /// The next `count` texts in one piece, if there are so many.
    pub fn piece(&mut self, count: usize) -> Option<&'a str> {
        let whole = self.0?;
        let mut length = 0;
        for _ in 0..count {
            length += self.next()?.len() + 1;
        }
        whole.get(..length.saturating_sub(1))
    }

    /// Whether there is none left.
    pub fn is_over(&self) -> bool {
        self.0.is_none()
    }
}

impl<'a> Iterator for Texts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (text, rest) = cut(self.0?, 0);
        self.0 = rest;
        Some(text)
    }
}

/// The decimal digits of a number.
pub fn decimal(number: i64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number);
    text
}

/// Appends the decimal digits of a number.
pub fn push_decimal(text: &mut String, number: i64) {
    if number < 0 {
        text.push_str("-");
    }
    push_digits(text, number.unsigned_abs());
}

fn push_digits(text: &mut String, number: u64) {
    if number > 9 {
        push_digits(text, number / 10);
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or_default()));
}

/// The number that a text of decimal digits stands for.
pub fn number(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let mut number = 0_i64;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || number > i64::MAX / 10 - 1 {
            return None;
        }
        number = number * 10 + i64::from(digit);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_are_read_as_they_were_joined(texts in prop::collection::vec("[^\0]*", 1..6), taken in 1..8_usize) {
            let whole = texts.join("\0");
            prop_assert_eq!(Texts::of(&whole).collect::<Vec<_>>(), texts.clone());
            let mut rest = Texts::of(&whole);
            let expected = texts.get(..taken).map(|texts| texts.join("\0"));
            prop_assert_eq!(rest.piece(taken), expected.as_deref());
            prop_assert_eq!(rest.count(), texts.len().saturating_sub(taken));
        }

        #[test]
        fn a_number_is_written_as_everywhere(number in any::<i64>()) {
            prop_assert_eq!(decimal(number), number.to_string());
        }

        #[test]
        fn a_number_is_read_as_it_was_written(number in 0..i64::MAX / 100, foreign in "[^0-9]") {
            prop_assert_eq!(super::number(&number.to_string()), Some(number));
            prop_assert_eq!(super::number(&format!("{number}{foreign}")), None);
        }

        #[test]
        fn a_cut_text_is_whole_when_joined_again(before in "[^ ]*", after in any::<String>()) {
            let whole = format!("{before} {after}");
            prop_assert_eq!(cut(&whole, b' '), (before.as_str(), Some(after.as_str())));
            prop_assert_eq!(cut(&before, b' '), (before.as_str(), None));
        }
    }

    #[test]
    fn the_ends_of_the_numbers_are_written_too() {
        assert_eq!(decimal(i64::MIN), i64::MIN.to_string());
        assert_eq!(decimal(0), "0");
    }
}
