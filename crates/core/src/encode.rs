//! Bytes and numbers as text, without the formatting machinery and panic messages that would be a third of the SDK's module
//! (bench/README.md, "The SDK").

use alloc::{string::String, vec};

use base64ct::{Base64, Encoding};

/// `bytes` in standard base64, padded.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut buffer = vec![0; Base64::encoded_len(bytes)];
    // The buffer has the length that the encoding asks for, so it is never refused.
    Base64::encode(bytes, &mut buffer).map(String::from).unwrap_or_default()
}

/// `bytes` in base64url without padding: the other alphabet of RFC 4648 differs in two letters, and a second encoder would be
/// 1 KB of the SDK's module.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    let letters = base64(bytes);
    let url = |letter| match letter {
        '+' => '-',
        '/' => '_',
        other => other,
    };
    letters.chars().filter(|letter| *letter != '=').map(url).collect()
}

/// `bytes` as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut buffer = vec![0; bytes.len() * 2];
    base16ct::lower::encode_str(bytes, &mut buffer).map(String::from).unwrap_or_default()
}

/// `number` in decimal digits.
pub(crate) fn decimal(number: i64) -> String {
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    push_digits(&mut text, number.unsigned_abs());
    text
}

/// Twenty calls deep at most.
fn push_digits(text: &mut String, number: u64) {
    if number >= 10 {
        push_digits(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// The parts one after the other, without what a join of any type brings.
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut whole = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        whole.push_str(part);
    }
    whole
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use base64ct::Base64UrlUnpadded;

    use super::*;

    #[test]
    fn decimal_digits_are_the_standard_librarys() {
        for number in [0, 1, -1, 9, 10, 1_715_606_400, i64::MAX, i64::MIN] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn base64url_is_the_librarys() {
        let bytes: vec::Vec<u8> = (0..=255).rev().collect();
        for length in 0..=bytes.len() {
            let bytes = &bytes[..length];
            assert_eq!(base64url(bytes), Base64UrlUnpadded::encode_string(bytes));
        }
    }
}
