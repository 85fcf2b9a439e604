//! Rounds: every contender once, one after the other, in an order that turns. What disturbs the machine for longer than a
//! moment then disturbs all of them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use hdrhistogram::Histogram;

use crate::figures;
use crate::load::{self, Load, Measured, Traffic};
use crate::processor;

/// One server under one kind of traffic.
pub struct Contender {
    /// What it is called in the report.
    pub name: String,
    /// Where it listens.
    pub server: SocketAddr,
    /// Its process, where it is known.
    pub process: Option<u32>,
    /// What it is asked.
    pub traffic: Box<dyn Traffic>,
    /// Requests that are made before any round counts: as many as there are different ones, so that none of them is the first
    /// to read its part of a file.
    pub before: u64,
    /// The number of its next request.
    pub next: AtomicU64,
}

impl Contender {
    /// A contender that has not been asked anything.
    pub fn new(
        name: impl Into<String>,
        server: SocketAddr,
        process: Option<u32>,
        traffic: impl Traffic + 'static,
    ) -> Self {
        Self { name: name.into(), server, process, traffic: Box::new(traffic), before: 0, next: AtomicU64::new(0) }
    }

    /// One round, and the processor time that it cost the server.
    fn measure(&self, load: Load) -> Result<(Measured, Option<Duration>)> {
        let before = self.process.and_then(processor::time);
        let measured = load::run(self.server, self.traffic.as_ref(), &self.next, load);
        let measured = measured.with_context(|| format!("under load: {}", self.name))?;
        let after = self.process.and_then(processor::time);
        Ok((measured, after.zip(before).and_then(|(after, before)| after.checked_sub(before))))
    }
}

/// How often and how long.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// Rounds that count; one more comes before them and does not.
    pub rounds: usize,
    /// The load of each contender in each round.
    pub load: Load,
}

/// What one contender did in all rounds.
#[derive(Debug, Clone)]
pub struct Series {
    /// The contender's name.
    pub name: String,
    /// Requests per second, round by round.
    pub rates: Vec<f64>,
    /// Microseconds of processor time per request, round by round; empty where the system does not tell.
    pub costs: Vec<f64>,
    /// The median latency in microseconds, round by round.
    pub medians: Vec<f64>,
    /// The latencies of all rounds, in microseconds.
    pub latencies: Histogram<u64>,
}

impl Series {
    /// The median of the rounds' requests per second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        figures::quantile(&self.rates, 0.5).unwrap_or_default()
    }

    #[allow(clippy::cast_precision_loss)] // no round has 2⁵³ requests
    fn add(&mut self, measured: &Measured, spent: Option<Duration>) -> Result<()> {
        self.rates.push(measured.rate());
        self.costs.extend(spent.map(|spent| spent.as_secs_f64() * 1e6 / measured.requests as f64));
        self.medians.push(measured.latencies.value_at_quantile(0.5) as f64);
        self.latencies.add(&measured.latencies).context("cannot add latencies")
    }
}

/// Measures contenders side by side; the series are in their order. `progress` is told of each round.
///
/// # Errors
/// The first answer that is not as expected, with the contender's name.
pub fn run(contenders: &[Contender], schedule: Schedule, mut progress: impl FnMut(usize)) -> Result<Vec<Series>> {
    let empty = |contender: &Contender| {
        let (rates, costs, medians) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Series { name: contender.name.clone(), rates, costs, medians, latencies: load::histogram()? })
    };
    let mut series = contenders.iter().map(empty).collect::<Result<Vec<_>>>()?;
    for round in 0..=schedule.rounds {
        progress(round);
        for position in 0..contenders.len() {
            let index = (position + round) % contenders.len();
            let (measured, spent) = contenders[index].measure(schedule.load)?;
            while contenders[index].next.load(Ordering::Relaxed) < contenders[index].before {
                contenders[index].measure(schedule.load)?;
            }
            // The first round warms caches and compilers up.
            if round > 0 {
                series[index].add(&measured, spent)?;
            }
        }
    }
    Ok(series)
}
