//! The module's face: one class, one method that matters.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::machine::Machine;
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

    /// Takes the event of this name at `now` (unix seconds) and says what to do, as JSON ([`crate::wire`]). An event that cannot
    /// be read changes nothing.
    pub fn step(&mut self, event: &str, arguments: Vec<String>, now: f64) -> String {
        #[allow(clippy::cast_possible_truncation)] // saturates
        let now = now as i64;
        let effects = match wire::event(event, &arguments) {
            Some(event) => self.machine.step(event, now),
            None => Vec::new(),
        };
        wire::effects(&effects, &self.machine, &mut self.rows, now)
    }
}

/// A twentieth of the size of Rust's own allocator. One lock, never contended: a page has one thread.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());
