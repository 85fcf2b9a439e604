//! The texts and secrets of one operation, packed into one piece of memory: before each its length, in four bytes, the least
//! significant first. npm/node/src/core.js packs them.

use alloc::vec::Vec;

use helpthread_core::secret::Secret;
use zeroize::Zeroizing;

/// The packed fields, which are wiped when dropped.
pub(crate) struct Fields(Zeroizing<Vec<u8>>);

impl Fields {
    pub(crate) fn new(packed: Vec<u8>) -> Self {
        Self(Zeroizing::new(packed))
    }

    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader(&self.0)
    }
}

/// The fields that have not been read yet. One that is not there reads as empty, which every rule refuses or allows.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next field as text; what is not UTF-8, as no string of JavaScript's encoder is, reads as empty.
    pub(crate) fn text(&mut self) -> &'a str {
        core::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    /// The next field as a secret.
    pub(crate) fn secret(&mut self) -> Secret {
        Secret::new(self.bytes())
    }

    fn bytes(&mut self) -> &'a [u8] {
        let split = self.0.split_first_chunk().and_then(|(length, rest)| {
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            rest.split_at_checked(length)
        });
        let (field, rest) = split.unwrap_or_default();
        self.0 = rest;
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_their_order_and_missing_ones_are_empty() {
        let fields = Fields::new(b"\x02\0\0\0ab\0\0\0\0\x01\0\0\0\xff\x01\0\0\0c".to_vec());
        let mut fields = fields.reader();
        assert_eq!([(); 4].map(|()| fields.text()), ["ab", "", "", "c"]);
        assert!(fields.is_empty());
        assert_eq!(fields.text(), "");
    }

    #[test]
    fn a_length_beyond_the_end_leaves_nothing() {
        let fields = Fields::new(b"\x09\0\0\0ab".to_vec());
        let mut fields = fields.reader();
        assert_eq!(fields.text(), "");
        assert!(fields.is_empty());
    }
}
