//! Waiting for a condition, never for a time: what another process does or prints comes when it comes.

use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine, retries of deliveries after five seconds included.
const PATIENCE: Duration = Duration::from_mins(1);

/// Returns once `condition` holds, and fails when it does not for a minute.
pub fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "{what} did not happen");
        thread::sleep(Duration::from_millis(20));
    }
}
