//! Bytes and numbers as text, without the formatting machinery and panic messages that would be a third of the SDK's module
//! (bench/README.md, "The SDK").

use alloc::{string::String, vec::Vec};

/// Adds `text` to what is being written: a `Vec`, or the one piece of memory of a module without an allocator.
#[inline(never)] // once, not at each of its many places
pub(crate) fn put(out: &mut impl Extend<u8>, text: &[u8]) {
    out.extend(text.iter().copied());
}

/// What `write` writes, which is ASCII.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// 32 bytes or fewer as lower-case hex digits.
pub(crate) fn put_hex(out: &mut impl Extend<u8>, bytes: &[u8]) {
    let mut digits = [0; 64];
    put(out, base16ct::lower::encode(bytes, &mut digits).unwrap_or_default());
}

/// `number` in decimal digits.
pub(crate) fn decimal(number: i64) -> String {
    written(|out| put_decimal(out, number))
}

/// Adds `number` in decimal digits.
pub(crate) fn put_decimal(out: &mut impl Extend<u8>, number: i64) {
    if number < 0 {
        put(out, b"-");
    }
    put_digits(out, number.unsigned_abs());
}

/// Twenty calls deep at most.
fn put_digits(out: &mut impl Extend<u8>, number: u64) {
    if number >= 10 {
        put_digits(out, number / 10);
    }
    put(out, &[b'0' + (number % 10) as u8]);
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn decimal_digits_are_the_standard_librarys() {
        for number in [0, 1, -1, 9, 10, 1_715_606_400, i64::MAX, i64::MIN] {
            assert_eq!(decimal(number), number.to_string());
        }
    }
}
