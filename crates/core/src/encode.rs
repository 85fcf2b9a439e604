//! Bytes as text, without the formatting machinery and panic messages that would be a third of the SDK's module.

use alloc::{string::String, vec};

use base64ct::Encoding;

/// `bytes` in base64 of the kind `E`.
pub(crate) fn base64<E: Encoding>(bytes: &[u8]) -> String {
    let mut buffer = vec![0; E::encoded_len(bytes)];
    // The buffer has the length that the encoding asks for, so it is never refused.
    E::encode(bytes, &mut buffer).map(String::from).unwrap_or_default()
}

/// `bytes` as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut buffer = vec![0; bytes.len() * 2];
    base16ct::lower::encode_str(bytes, &mut buffer).map(String::from).unwrap_or_default()
}
