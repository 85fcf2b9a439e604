//! The module's face: one class, one method that matters.

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::machine::Machine;
use crate::text::Texts;
use crate::wire;

/// The behaviour of one connected `<helpthread-history>` element.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Core {
    machine: Machine,
    rows: wire::RowsSent,
}

#[wasm_bindgen]
impl Core {
    /// A machine to which nothing has happened.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an event at `now` (unix seconds) and says what to do ([`crate::wire`]). The event is its name and its texts,
    /// each after a NUL; no text may contain that or U+0001, which stands between effects. An event that cannot be read changes nothing.
    pub fn step(&mut self, event: &str, now: f64) -> String {
        let mut texts = Texts::of(event);
        let name = texts.next().unwrap_or_default();
        #[allow(clippy::cast_possible_truncation)] // saturates
        let now = now as i64;
        let effects = match wire::event(name, texts) {
            Some(event) => self.machine.step(event, now),
            None => Vec::new(),
        };
        wire::effects(&effects, &self.machine, &mut self.rows, now)
    }
}

/// What the standard library would bring, in a fraction of its size.
#[cfg(feature = "standalone")]
mod standalone {
    use lol_alloc::{FreeListAllocator, LockedAllocator};

    /// One lock, never contended: a page has one thread.
    #[global_allocator]
    static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

    /// A panic's message would drag formatting into the module, and could quote a customer. Nothing here panics on any input (the
    /// lints of `lib`), so a panic is a trap without words; `history.js` then replaces the instance.
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}
