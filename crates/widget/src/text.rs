//! Writing text without `core::fmt`, whose machinery would be a fifth of the module.

use alloc::string::String;
use alloc::vec::Vec;

/// The parts one after the other. Unlike `concat` it is compiled once, and not at every place of use.
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// A JSON string, quotes included.
pub fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            control if control < ' ' => {
                json.push_str("\\u00");
                json.push(hexadecimal(u32::from(control) >> 4));
                json.push(hexadecimal(u32::from(control) & 15));
            }
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

fn hexadecimal(digit: u32) -> char {
    char::from_digit(digit, 16).unwrap_or('0')
}

/// The decimal digits of a number.
pub fn decimal(number: i64) -> String {
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(u32::try_from(rest % 10).unwrap_or_default(), 10).unwrap_or('0'));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

/// A text of a URL's query: everything but unreserved characters percent-encoded (RFC 3986 §2.3).
pub fn encoded(text: &str) -> String {
    let mut query = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push('%');
            query.push(hexadecimal(u32::from(byte) >> 4).to_ascii_uppercase());
            query.push(hexadecimal(u32::from(byte) & 15).to_ascii_uppercase());
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_quoted_text_is_read_back_as_it_was(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&quoted(&text)).unwrap(), text);
        }

        #[test]
        fn a_number_is_written_as_everywhere(number in any::<i64>()) {
            prop_assert_eq!(decimal(number), number.to_string());
        }

        #[test]
        fn an_encoded_text_is_read_back_as_it_was(text in any::<String>()) {
            let query = encoded(&text);
            let read: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            prop_assert_eq!(read.first().map_or("", |(name, _)| name), text);
        }
    }

    #[test]
    fn the_ends_of_the_numbers_are_written_too() {
        assert_eq!(decimal(i64::MIN), i64::MIN.to_string());
        assert_eq!(decimal(0), "0");
    }
}
