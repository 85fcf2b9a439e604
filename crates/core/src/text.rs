//! ASCII text in a fixed piece of memory, for a module without an allocator (bench/README.md, "The SDK").

/// What is written here with [`Extend`], up to `ROOM` bytes.
#[derive(Debug, Clone)]
pub struct Text<const ROOM: usize> {
    bytes: [u8; ROOM],
    length: usize,
}

impl<const ROOM: usize> Text<ROOM> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { bytes: [0; ROOM], length: 0 }
    }

    /// All that was written; none when there was no room for it.
    pub fn written(&self) -> Option<&[u8]> {
        self.bytes.get(..self.length)
    }
}

impl<const ROOM: usize> Default for Text<ROOM> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const ROOM: usize> Extend<u8> for Text<ROOM> {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, bytes: I) {
        for byte in bytes {
            if let Some(place) = self.bytes.get_mut(self.length) {
                *place = byte;
            }
            self.length = self.length.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_there_and_what_does_not_is_not() {
        let mut text = Text::<3>::new();
        text.extend(*b"ab");
        text.extend(*b"c");
        assert_eq!(text.written(), Some(&b"abc"[..]));
        text.extend(*b"d");
        assert_eq!(text.written(), None);
    }
}
