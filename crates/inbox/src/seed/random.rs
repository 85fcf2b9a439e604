//! The seed's only source of chance: a fixed stream of numbers, the same on every machine.
//!
//! `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014)
//! in integer arithmetic alone, because floating-point powers differ between a native build and wasm,
//! and the demo workspace must not. Nothing secret may ever come from here.

use crate::ulid::ulid;

/// One stream of numbers. Streams with different labels do not depend on one another, so that a change
/// to the conversations leaves the customers as they are.
pub(super) struct Random(u64);

impl Random {
    /// The stream called `label`.
    pub(super) fn stream(label: &str) -> Self {
        // FNV-1a: any spreading of the label's bytes would do.
        let state = label
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(state)
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..bound`; 0 for a bound below 1. The bias for our bounds is under 2⁻⁴⁰.
    pub(super) fn below(&mut self, bound: i64) -> i64 {
        match u64::try_from(bound) {
            Ok(bound) if bound > 0 => i64::try_from(self.bits() % bound).unwrap_or(0),
            _ => 0,
        }
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// A number in `0..bound` that is small more often than large: the smaller of two draws.
    pub(super) fn skewed_below(&mut self, bound: i64) -> i64 {
        self.below(bound).min(self.below(bound))
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    /// One of `items`; `None` only when there are none.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let index = self.below(i64::try_from(items.len()).unwrap_or(0));
        items.get(usize::try_from(index).unwrap_or(0))
    }

    /// `items` in a random order (Fisher and Yates).
    pub(super) fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut left = items.to_vec();
        let mut order = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let index = self.below(i64::try_from(left.len()).unwrap_or(0));
            order.push(left.swap_remove(usize::try_from(index).unwrap_or(0)));
        }
        order
    }

    /// A ULID (26 characters): 48 bits of milliseconds, then 80 random bits.
    pub(super) fn ulid(&mut self, unix_seconds: i64) -> String {
        let milliseconds = unix_seconds.unsigned_abs() * 1000 + self.bits() % 1000;
        let random = (u128::from(self.bits()) << 16) | u128::from(self.bits() & 0xffff);
        ulid(milliseconds, random)
    }
}
