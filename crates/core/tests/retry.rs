//! Back-off after 429 (api-v1.md §5): until the reset, else 1, 2, 4, 8 s, each plus 0–500 ms, four times at most.

use core::time::Duration;

use helpthread_core::retry::{MAX_JITTER, MAX_RETRIES, Outcome, delay, may_repeat};
use proptest::prelude::*;

const NOW: i64 = 1_715_606_400_250;

#[test]
fn without_a_reset_the_waits_double_from_one_second() {
    let waits: Vec<_> = (1..=4).map(|retry| delay(retry, None, NOW, 0)).collect();
    assert_eq!(waits, [1, 2, 4, 8].map(|seconds| Some(Duration::from_secs(seconds))));
}

#[test]
fn there_are_four_retries() {
    assert_eq!(MAX_RETRIES, 4);
    for reset in [None, Some(1_715_606_460)] {
        assert!(delay(4, reset, NOW, 0).is_some());
        for retry in [0, 5, 6, u32::MAX] {
            assert_eq!(delay(retry, reset, NOW, 0), None, "{retry}");
        }
    }
}

#[test]
fn a_reset_is_waited_for_to_the_millisecond() {
    for retry in 1..=4 {
        assert_eq!(delay(retry, Some(1_715_606_460), NOW, 0), Some(Duration::from_millis(59_750)));
    }
    assert_eq!(delay(1, Some(1_715_606_400), NOW, 0), Some(Duration::from_secs(1)), "a reset that has passed");
}

#[test]
fn a_reset_further_away_than_two_minutes_is_a_wrong_clock() {
    for reset in [1_715_606_400 + 121, i64::MAX] {
        assert_eq!(delay(1, Some(reset), NOW, 0), Some(Duration::from_secs(1)));
    }
}

#[test]
fn the_random_addition_reaches_both_ends_and_no_further() {
    assert_eq!(MAX_JITTER, 500);
    assert_eq!(delay(1, None, NOW, 500), Some(Duration::from_millis(1500)));
    assert_eq!(delay(1, None, NOW, 501), Some(Duration::from_secs(1)));
}

proptest! {
    #[test]
    fn no_input_panics_or_waits_longer_than_two_minutes_and_a_half_second(
        retry: u32, reset: Option<i64>, now: i64, random: u32,
    ) {
        let longest = Duration::from_millis(120_500);
        prop_assert_eq!(delay(retry, reset, now, random).is_some(), (1..=4).contains(&retry));
        prop_assert!(delay(retry, reset, now, random).is_none_or(|wait| wait <= longest));
    }
}

#[test]
fn after_a_definite_refusal_anything_is_repeated() {
    assert!(may_repeat(Outcome::Answered(429), true));
    assert!(may_repeat(Outcome::Answered(429), false));
}

#[test]
fn after_a_failure_that_may_have_applied_it_only_what_is_repeatable_is_repeated() {
    let unclear = [500, 502, 503, 504].map(Outcome::Answered).into_iter().chain([Outcome::Lost]);
    for outcome in unclear {
        assert!(may_repeat(outcome, true), "{outcome:?}");
        assert!(!may_repeat(outcome, false), "{outcome:?}");
    }
}

#[test]
fn an_answer_about_the_request_itself_is_final() {
    for status in [200, 201, 204, 301, 400, 401, 403, 404, 405, 409, 413, 415, 422, 501] {
        assert!(!may_repeat(Outcome::Answered(status), true), "{status}");
    }
}
