//! Whether memory stays flat: samples of each process, and the trend of its longest life.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;

use xtask::settings::Worker;

use crate::journal::lock;
use crate::site::Site;

/// A life is judged without its first seconds, in which caches fill, code is compiled and V8 finds out how large its heap has to be.
const WARM_UP: f64 = 180.0;
/// A shorter rest says nothing.
const SHORTEST: f64 = 150.0;
/// What the last third of a life may have more than the first: the proxy remembers every `Idempotency-Key` for a day, a kilobyte each at
/// about six a second, and V8's heap breathes by some megabytes. Five minutes of fifty requests a second are 15,000, of which the thirds are
/// two thirds apart: what leaks more than a kilobyte with each request is told, and what leaks less is not.
const MAY_GROW_BYTES: f64 = 12e6;

/// Seconds since the beginning, and bytes.
type Sample = (f64, f64);

/// Samples of both processes.
#[derive(Debug, Default)]
pub struct Memory {
    /// By Worker and process.
    lives: Mutex<BTreeMap<(Worker, u32), Vec<Sample>>>,
}

/// The longest life of a process.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Which.
    pub worker: Worker,
    /// How long it lived, in seconds.
    pub lived: f64,
    /// The median of each minute, in bytes.
    pub minutes: Vec<f64>,
    /// The medians of the thirds after the warm-up, in bytes; none if it was too short for that.
    pub thirds: Option<[f64; 3]>,
    /// The median of the slopes between any two samples after the warm-up (Theil and Sen), in bytes a minute.
    pub slope: Option<f64>,
}

impl Memory {
    /// Takes a sample of each process that runs.
    pub fn sample(&self, site: &Site) {
        for worker in [Worker::Api, Worker::Proxy] {
            let Some(process) = site.process(worker) else { continue };
            let Some(bytes) = proportional_set_size(process) else { continue };
            lock(&self.lives).entry((worker, process)).or_default().push((site.journal.seconds(), bytes));
        }
    }

    /// The longest life of each.
    pub fn trends(&self) -> Vec<Trend> {
        let lives = lock(&self.lives);
        let longest = |worker: Worker| {
            let of_worker = lives.iter().filter(|((known, _), _)| *known == worker).map(|(_, samples)| samples);
            of_worker.max_by(|one, other| length(one).total_cmp(&length(other)))
        };
        let trend = |worker| longest(worker).map(|samples| trend(worker, samples));
        [Worker::Api, Worker::Proxy].into_iter().filter_map(trend).collect()
    }
}

impl Trend {
    /// Whether it has grown beyond what is explained.
    #[must_use]
    pub fn grows(&self) -> bool {
        self.thirds.is_some_and(|[first, _, last]| last - first > MAY_GROW_BYTES)
    }
}

/// The memory of a process, shared pages in equal parts, in bytes.
fn proportional_set_size(process: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let kilobytes = text.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"))?;
    kilobytes.parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0)
}

fn length(samples: &[Sample]) -> f64 {
    samples.last().zip(samples.first()).map_or(0.0, |(last, first)| last.0 - first.0)
}

fn trend(worker: Worker, samples: &[Sample]) -> Trend {
    let began = samples.first().map_or(0.0, |sample| sample.0);
    let minutes = (0_u32..).map(|minute| began + 60.0 * f64::from(minute));
    let of_minute = |from: f64| samples.iter().filter(move |sample| (from..from + 60.0).contains(&sample.0));
    let minutes = minutes
        .map(|from| of_minute(from).map(|sample| sample.1).collect::<Vec<_>>())
        .take_while(|bytes| !bytes.is_empty())
        .map(median)
        .collect();
    let warm: Vec<Sample> = samples.iter().copied().filter(|sample| sample.0 - began > WARM_UP).collect();
    let judged = length(&warm) > SHORTEST;
    let thirds = judged.then(|| {
        let third = warm.len().div_ceil(3);
        let of = |number: usize| median(warm.iter().skip(number * third).take(third).map(|sample| sample.1).collect());
        [of(0), of(1), of(2)]
    });
    Trend { worker, lived: length(samples), minutes, thirds, slope: judged.then(|| slope(&warm) * 60.0) }
}

fn slope(samples: &[Sample]) -> f64 {
    let pairs =
        samples.iter().enumerate().flat_map(|(at, one)| samples[at + 1..].iter().map(move |other| (one, other)));
    median(pairs.map(|(one, other)| (other.1 - one.1) / (other.0 - one.0)).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of ten minutes, one a second.
    fn life(bytes: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..600).map(|second| (f64::from(second), bytes(f64::from(second)))).collect()
    }

    #[test]
    fn a_leak_is_told_from_a_heap_that_breathes_and_from_a_warm_up() {
        let breathes = |second: f64| 100e6 + 8e6 * (second / 7.0).sin();
        assert!(!trend(Worker::Api, &life(breathes)).grows());
        assert!(!trend(Worker::Api, &life(|second| breathes(second) + 60e6 * (second / 150.0).min(1.0))).grows());
        let leaks = trend(Worker::Api, &life(|second| breathes(second) + 50e3 * second));
        assert!(leaks.grows());
        assert!(leaks.slope.is_some_and(|slope| (2.5e6..3.5e6).contains(&slope)), "{leaks:?}");
    }

    #[test]
    fn a_short_life_is_not_judged() {
        let short = life(|second| 1e6 * second).into_iter().take(300).collect::<Vec<_>>();
        let trend = trend(Worker::Proxy, &short);
        assert_eq!((trend.thirds, trend.grows()), (None, false));
    }
}
