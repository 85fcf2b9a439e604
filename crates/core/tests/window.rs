//! The replay window (api-v1.md §1): 300 s either way, edges included.

use helpthread_core::window::{TOLERANCE, Window};
use proptest::prelude::*;

const NOW: i64 = 1_715_606_400;

#[test]
fn the_edges_belong_to_the_window_and_a_second_beyond_does_not() {
    let window = Window::around(NOW);
    assert_eq!(TOLERANCE, 300);
    for inside in [NOW, NOW - 300, NOW + 300] {
        assert!(window.contains(inside), "{inside}");
    }
    for outside in [NOW - 301, NOW + 301, 0, i64::MIN, i64::MAX] {
        assert!(!window.contains(outside), "{outside}");
    }
}

#[test]
fn another_tolerance_holds_as_well() {
    let window = Window { now: NOW, tolerance: 0 };
    assert!(window.contains(NOW) && !window.contains(NOW + 1) && !window.contains(NOW - 1));
}

proptest! {
    #[test]
    fn the_window_is_symmetric_and_overflows_nowhere(now: i64, timestamp: i64) {
        let distance = (i128::from(now) - i128::from(timestamp)).unsigned_abs();
        prop_assert_eq!(Window::around(now).contains(timestamp), distance <= 300);
        prop_assert_eq!(Window::around(now).contains(timestamp), Window::around(timestamp).contains(now));
    }
}
