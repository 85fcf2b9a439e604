//! Pieces of work that do not depend on each other, side by side.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, anyhow};

/// Do `work` with each of `items`, as many at a time as there are cores. After a failure no other is begun; those under
/// way come to their end.
///
/// # Errors
/// A failure, if there is one.
pub(crate) fn each<Item: Send>(
    items: impl IntoIterator<Item = Item, IntoIter: Send>,
    work: impl Fn(Item) -> Result<()> + Sync,
) -> Result<()> {
    let (waiting, failed) = (Mutex::new(items.into_iter()), AtomicBool::new(false));
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.load(Ordering::SeqCst) { None } else { waiting.next() }
    };
    let lane = || {
        while let Some(item) = next() {
            work(item).inspect_err(|_| failed.store(true, Ordering::SeqCst))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let lanes: Vec<_> = (0..cores).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().try_for_each(|lane| lane.join().map_err(|_| anyhow!("a thread panicked"))?)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use anyhow::bail;

    use super::*;

    #[test]
    fn each_is_worked_on_once() {
        let seen = Mutex::new(Vec::new());
        each(0..100, |number| {
            seen.lock().unwrap().push(number);
            Ok(())
        })
        .unwrap();
        let mut seen = seen.into_inner().unwrap();
        seen.sort_unstable();
        assert_eq!(seen, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn after_a_failure_none_is_begun_and_those_under_way_come_to_their_end() {
        let lanes = thread::available_parallelism().map_or(1, usize::from);
        let (all_are_under_way, ended) = (Barrier::new(lanes), Mutex::new(0));
        let failure = each(0..1_000, |number| {
            all_are_under_way.wait();
            *ended.lock().unwrap() += 1;
            bail!("{number} fails")
        });
        assert!(failure.unwrap_err().to_string().ends_with(" fails"));
        assert_eq!(ended.into_inner().unwrap(), lanes);
    }
}
