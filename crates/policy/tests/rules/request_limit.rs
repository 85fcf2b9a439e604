//! How often one token subject may ask a hub (proxy.md §3, "Limits").

use crate::given::NOW;
use helpthread_core::rate_limit::window_start;
use helpthread_policy::hub::request_limit::{MAX_SUBJECTS, REQUESTS_PER_MINUTE, RequestLimit};

#[test]
fn a_subject_has_600_requests_in_each_minute() {
    let (mut limit, start) = (RequestLimit::default(), window_start(NOW));
    assert!((0..REQUESTS_PER_MINUTE).all(|_| limit.admit("cus_1", start).is_ok()));
    let refused = limit.admit("cus_1", start + 20).expect_err("one too many");
    assert_eq!(refused.retry_after(start + 20), 40);
    assert!(limit.admit("cus_2", start + 20).is_ok(), "another subject has its own");
    assert!(limit.admit("cus_1", start + 60).is_ok());
}

#[test]
fn subjects_beyond_the_bound_share_one_count() {
    let (mut limit, start) = (RequestLimit::default(), window_start(NOW));
    for number in 0..MAX_SUBJECTS {
        assert!(limit.admit(&format!("cus_{number}"), start).is_ok());
    }
    let beyond = (0..=REQUESTS_PER_MINUTE).filter(|number| limit.admit(&format!("usr_{number}"), start).is_ok());
    assert_eq!(beyond.count(), REQUESTS_PER_MINUTE as usize);
    assert!(limit.admit("cus_0", start).is_ok(), "those who came first keep theirs");
}
