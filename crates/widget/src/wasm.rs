//! The module's face: one function.

use alloc::string::String;
use alloc::vec::Vec;

use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::machine::Machine;
use crate::text::Texts;
use crate::wire;

/// The behaviour of one connected `<helpthread-history>` element.
#[derive(Debug, Default)]
struct Core {
    machine: Machine,
    rows: wire::RowsSent,
}

/// Those of a page, by numbers that JavaScript gives out. Objects of wasm-bindgen would bring counting and borrowing of their own.
static CORES: Mutex<Vec<Core>> = Mutex::new(Vec::new());

/// Takes an event of an element at `now` (unix seconds) and says what to do ([`crate::wire`]). The event is its name and its texts,
/// each after a NUL; no text may contain that or U+0001, which stands between effects. An event that cannot be read changes nothing.
/// After `disconnected` nothing is left of the element, and its number may be another's.
#[wasm_bindgen]
pub fn step(core: usize, event: &str, now: f64) -> String {
    let mut texts = Texts::of(event);
    let name = texts.text();
    #[allow(clippy::cast_possible_truncation)] // saturates
    let now = now as i64;
    // Nobody waits for the lock of an instance that has panicked.
    let Some(mut cores) = CORES.try_lock() else { return String::new() };
    while cores.len() <= core {
        cores.push(Core::default());
    }
    let Some(core) = cores.get_mut(core) else { return String::new() };
    let effects = match wire::event(name, texts) {
        Some(event) => core.machine.step(event, now),
        None => Vec::new(),
    };
    let answer = wire::effects(&effects, &core.machine, &mut core.rows, now);
    if name == "disconnected" {
        *core = Core::default();
    }
    answer
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
