//! Rate limits (api-v1.md §5): windows aligned to the Unix minute, and the three headers.

use helpthread_core::rate_limit::{LIMIT_HEADER, Plan, REMAINING_HEADER, RESET_HEADER, RateLimit, window_start};
use proptest::prelude::*;

#[test]
fn the_headers_and_plans_are_the_contracts() {
    let headers = [LIMIT_HEADER, REMAINING_HEADER, RESET_HEADER];
    assert_eq!(headers, ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]);
    assert_eq!(Plan::Starter.requests_per_minute(), 600);
    assert_eq!(Plan::Pro.requests_per_minute(), 3_000);
    assert_eq!(Plan::Enterprise { requests_per_minute: 12_345 }.requests_per_minute(), 12_345);
}

#[test]
fn a_window_begins_with_the_minute() {
    // 2024-05-13T13:20:00Z
    let minute = 1_715_606_400;
    for (now, start) in [
        (minute, minute),
        (minute + 59, minute),
        (minute + 60, minute + 60),
        (minute - 1, minute - 60),
        (0, 0),
        (-1, -60),
    ] {
        assert_eq!(window_start(now), start, "{now}");
    }
}

#[test]
fn what_is_left_counts_down_to_nothing_and_the_reset_is_the_next_minute() {
    let now = 1_715_606_459;
    assert_eq!(RateLimit::after(600, 1, now), RateLimit { limit: 600, remaining: 599, reset: 1_715_606_460 });
    assert_eq!(RateLimit::after(600, 600, now).remaining, 0);
    assert_eq!(RateLimit::after(600, 601, now).remaining, 0);
    assert_eq!(RateLimit::after(600, 0, 1_715_606_460).reset, 1_715_606_520);
}

#[test]
fn retry_after_is_never_zero() {
    let limit = RateLimit { limit: 600, remaining: 0, reset: 1_715_606_460 };
    for (now, seconds) in
        [(1_715_606_400, 60), (1_715_606_459, 1), (1_715_606_460, 1), (1_715_606_999, 1), (i64::MAX, 1)]
    {
        assert_eq!(limit.retry_after(now), seconds, "{now}");
    }
}

#[test]
fn a_header_that_is_missing_or_no_plain_number_gives_nothing() {
    assert!(RateLimit::parse(Some("600"), Some("599"), Some("1715606460")).is_some());
    assert!(RateLimit::parse(Some(" 600 "), Some("\t599"), Some("1715606460")).is_some());
    assert_eq!(RateLimit::parse(None, Some("599"), Some("1715606460")), None);
    assert_eq!(RateLimit::parse(Some("600"), None, Some("1715606460")), None);
    assert_eq!(RateLimit::parse(Some("600"), Some("599"), None), None);
    for wrong in ["", " ", "+1", "-1", "1.0", "1e3", "0x1", "1,1", "1 1", "unlimited", "٣", "99999999999999999999"] {
        assert_eq!(RateLimit::parse(Some(wrong), Some("599"), Some("1715606460")), None, "limit {wrong:?}");
        assert_eq!(RateLimit::parse(Some("600"), Some(wrong), Some("1715606460")), None, "remaining {wrong:?}");
        assert_eq!(RateLimit::parse(Some("600"), Some("599"), Some(wrong)), None, "reset {wrong:?}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(limit: u32, remaining: u32, reset in 0..=i64::MAX) {
        let read = RateLimit::parse(Some(&limit.to_string()), Some(&remaining.to_string()), Some(&reset.to_string()));
        prop_assert_eq!(read, Some(RateLimit { limit, remaining, reset }));
    }

    #[test]
    fn every_moment_lies_in_its_window(now in -1_000_000_000_000..1_000_000_000_000_i64) {
        let start = window_start(now);
        prop_assert_eq!(start % 60, 0);
        prop_assert!((start..start + 60).contains(&now));
    }

    #[test]
    fn nothing_overflows(limit: u32, used: u32, now: i64, text: String) {
        let state = RateLimit::after(limit, used, now);
        prop_assert!(state.remaining <= limit && state.retry_after(now) >= 1);
        let _ = RateLimit::parse(Some(&text), Some(&text), Some(&text));
    }
}
