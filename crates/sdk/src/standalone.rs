//! What the standard library would bring, in a fraction of its size: an allocator, and an end for panics that cannot happen.
//!
//! A panic's message would drag formatting into the module. Nothing here panics on any input (the lints of `lib` and core's
//! properties), so a panic is a trap without words.

use lol_alloc::{FreeListAllocator, LockedAllocator};

#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
