//! How long a process has computed. Unlike requests per second it hardly depends on what else the machine does. Linux tells
//! it in `/proc`; elsewhere it is not known, and the report does without.

use std::fs;
use std::time::Duration;

/// The unit of `/proc/[pid]/stat`, the same on every Linux that Rust runs on.
const TICK: Duration = Duration::from_millis(10);

/// The processor time of a process and its threads, in the program and in the kernel for it.
#[must_use]
pub fn time(process: u32) -> Option<Duration> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = line.rsplit_once(") ")?;
    let ticks = |field: usize| fields.split(' ').nth(field)?.parse::<u32>().ok();
    // utime and stime, fields 14 and 15 of proc_pid_stat(5).
    Some(TICK * (ticks(11)? + ticks(12)?))
}

/// The same to the nanosecond, for what takes less than many ticks: of the threads that still run, without the kernel's word on how much
/// of it was its own.
#[must_use]
pub fn exact(process: u32) -> Option<Duration> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).ok()?.flatten();
    // The first field of schedstat: nanoseconds on a processor.
    let spent = |thread: fs::DirEntry| {
        let line = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        line.split(' ').next()?.parse().map(Duration::from_nanos).ok()
    };
    Some(threads.filter_map(spent).sum()).filter(|time: &Duration| !time.is_zero())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_computes_spends_time() {
        let own = std::process::id();
        let before = time(own).unwrap();
        let mut number = 1_u64;
        let exactly = exact(own).unwrap();
        while time(own).unwrap() < before + 3 * TICK {
            number = std::hint::black_box(number.wrapping_mul(3));
        }
        assert!(number != 0);
        assert!(exact(own).unwrap() > exactly + TICK);
    }
}
