//! Base64 (RFC 4648) of keys, signatures and tokens, in 0.7 KB of the SDK's module where a library's takes 2 (bench/README.md,
//! "The SDK").
//!
//! A letter becomes six bits and six bits a letter by arithmetic, not by looking them up in a table: which line of the cache a look-up
//! touches depends on the secret. What is read has exactly one spelling, so that a signature has no second one.

/// Which letters stand for 62 and 63, and whether the last group is padded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, padded (§4).
    Standard,
    /// `-` and `_`, without padding (§5), as tokens have it (RFC 7515 §2).
    Url,
}

/// Adds the letters of `bytes`.
pub(crate) fn put(out: &mut impl Extend<u8>, bytes: &[u8], alphabet: Alphabet) {
    for group in bytes.chunks(3) {
        let byte = |index| group.get(index).copied().map_or(0, i32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let standard = if index <= group.len() { letter(bits >> (18 - 6 * index) & 63) } else { b'=' };
            let written = match (alphabet, standard) {
                (Alphabet::Url, b'+') => b'-',
                (Alphabet::Url, b'/') => b'_',
                (Alphabet::Url, b'=') => return,
                (_, other) => other,
            };
            out.extend([written]);
        }
    }
}

/// The bytes that `letters` stand for, in `room`; none when there is not enough of it, or for anything but the one spelling that [`put`]
/// gives. The time depends on how many letters there are and not on which.
pub(crate) fn read<'a>(letters: &[u8], room: &'a mut [u8]) -> Option<&'a [u8]> {
    if !letters.len().is_multiple_of(4) {
        return None;
    }
    let unpadded = letters.strip_suffix(b"==").or_else(|| letters.strip_suffix(b"=")).unwrap_or(letters);
    let (mut bits, mut count, mut length, mut wrong) = (0, 0, 0, 0);
    for letter in unpadded {
        let six = six_bits((*letter).into());
        wrong |= six;
        bits = bits << 6 | six & 63;
        count += 6;
        if count >= 8 {
            count -= 8;
            *room.get_mut(length)? = low_byte(bits >> count);
            length += 1;
        }
    }
    let left_over = bits & ((1 << count) - 1);
    if wrong >= 0 && left_over == 0 { room.get(..length) } else { None }
}

/// −1 when `first <= letter <= last`, otherwise 0.
fn within(letter: i32, first: u8, last: u8) -> i32 {
    ((i32::from(first) - 1 - letter) & (letter - i32::from(last) - 1)) >> 8
}

/// The value of a letter; −1 for what is none.
fn six_bits(letter: i32) -> i32 {
    -1 + (within(letter, b'A', b'Z') & (letter - 64))
        + (within(letter, b'a', b'z') & (letter - 70))
        + (within(letter, b'0', b'9') & (letter + 5))
        + (within(letter, b'+', b'+') & 0x3f)
        + (within(letter, b'/', b'/') & 0x40)
}

/// The letter of a value from 0 to 63: in ASCII the ranges lie apart, and what is beyond the end of one moves on.
fn letter(six: i32) -> u8 {
    let beyond = |last: i32| (last - six) >> 8;
    let letter = six + 65 + (beyond(25) & 6) - (beyond(51) & 0x4b) - (beyond(61) & 0xf) + (beyond(62) & 3);
    low_byte(letter)
}

fn low_byte(number: i32) -> u8 {
    let [low, ..] = number.to_le_bytes();
    low
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::{string::String, vec::Vec};

    use base64ct::{Base64, Base64UrlUnpadded, Encoding};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_value_has_its_letter_and_nothing_else_has_a_value() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (value, expected) in (0..).zip(*alphabet) {
            assert_eq!(letter(value), expected);
        }
        for byte in 0..=255 {
            let value = alphabet.iter().zip(0..).find(|(letter, _)| **letter == byte).map_or(-1, |(_, value)| value);
            assert_eq!(six_bits(byte.into()), value, "{byte}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_the_librarys(bytes: Vec<u8>) {
            let mut letters = Vec::new();
            put(&mut letters, &bytes, Alphabet::Standard);
            prop_assert_eq!(String::from_utf8(letters), Ok(Base64::encode_string(&bytes)));
            let mut letters = Vec::new();
            put(&mut letters, &bytes, Alphabet::Url);
            prop_assert_eq!(String::from_utf8(letters), Ok(Base64UrlUnpadded::encode_string(&bytes)));
        }

        #[test]
        fn what_is_read_is_the_librarys(letters in "[A-Z+/=\\-_ é]{0,12}|([A-Za-z0-9+/]{4}){0,4}([AQgw]=?=?=?)?", room in 0..16_usize) {
            let (mut ours, mut theirs) = ([0; 16], [0; 16]);
            prop_assert_eq!(read(letters.as_bytes(), &mut ours[..room]), Base64::decode(&letters, &mut theirs[..room]).ok());
        }
    }
}
