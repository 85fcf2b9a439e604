//! How texts, secrets and bodies come in and the answer goes out, with no memory of their own on either side: JavaScript writes each field
//! where Rust wants it, and reads the answer where it stands. So the module needs no allocator (bench/README.md, "The SDK").

use helpthread_core::{session::MAX_MINTED, text::Text};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

use crate::refusal::Refusal;

/// Far above any secret, in bytes.
const MAX_SECRET: usize = 4096;
/// Room for a secret that is too long, in whole blocks of SHA-256, because bodies come in pieces of this size.
const PIECE: usize = MAX_SECRET + 64;

/// Who calls: gives fields one after the other, and takes the answer.
pub(crate) trait Caller {
    /// Writes the next field and gives its length; none when there are no more. Of a body as much as there is room for, and the next
    /// read goes on with it; of a text that is too long only the beginning.
    fn read(&mut self, into: &mut [u8]) -> Option<usize>;

    /// Takes the whole answer, in ASCII.
    fn write(&mut self, answer: &[u8]);

    /// The next field as it is; one that is not there, or that fills all the room, reads as empty, which every rule refuses or allows.
    fn field<'a>(&mut self, room: &'a mut [u8]) -> &'a [u8] {
        let length = self.read(room).filter(|length| *length < room.len());
        room.get(..length.unwrap_or_default()).unwrap_or_default()
    }

    /// What `prepare` makes of the next field, which is wiped; none when there are no more.
    fn next_secret<T>(&mut self, prepare: impl FnOnce(&[u8]) -> T) -> Result<Option<T>, Refusal> {
        let mut room = [0; PIECE];
        let Some(length) = self.read(&mut room) else {
            return Ok(None);
        };
        let secret = room.get_mut(..length).unwrap_or_default();
        let prepared = match length {
            0 => Err(Refusal::SecretMissing),
            1..=MAX_SECRET => Ok(Some(prepare(secret))),
            _ => Err(Refusal::SecretTooLong),
        };
        secret.zeroize();
        prepared
    }

    /// What `prepare` makes of the next field, which is wiped and must be there.
    fn secret<T>(&mut self, prepare: impl FnOnce(&[u8]) -> T) -> Result<T, Refusal> {
        self.next_secret(prepare)?.ok_or(Refusal::SecretMissing)
    }

    /// Has `take` take the next field piece by piece.
    fn pieces(&mut self, mut take: impl FnMut(&[u8])) {
        let mut room = [0; PIECE];
        loop {
            let length = self.read(&mut room).unwrap_or_default();
            take(room.get(..length).unwrap_or_default());
            if length < PIECE {
                return;
            }
        }
    }
}

/// JavaScript (npm/node/src/start.js).
pub(crate) struct JavaScript;

#[wasm_bindgen]
extern "C" {
    /// Writes the next field, and gives its length; −1 when there are no more.
    fn read(into: &mut [u8]) -> i32;
    /// Reads the answer.
    fn write(answer: &[u8]);
}

impl Caller for JavaScript {
    fn read(&mut self, into: &mut [u8]) -> Option<usize> {
        usize::try_from(read(into)).ok()
    }

    fn write(&mut self, answer: &[u8]) {
        write(answer);
    }
}

/// The answer while it is written.
pub(crate) type Answer = Text<MAX_MINTED>;
