//! What the standard library would bring: an allocator, and an end for panics that cannot happen.
//!
//! A panic's message would drag formatting into the module. Nothing here panics on any input (the lints of `lib` and core's
//! properties), so a panic is a trap without words.

use lol_alloc::FailAllocator;

/// The linker asks for one because core can allocate; nothing of it that is called here does.
#[global_allocator]
static ALLOCATOR: FailAllocator = FailAllocator;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
