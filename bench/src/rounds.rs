//! Rounds: every contender once, one after the other, in an order that turns and is reversed every other time. What disturbs the
//! machine for longer than a moment then disturbs all of them, and nobody always comes after the same one.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use hdrhistogram::Histogram;

use crate::claim::{Aim, Better, Claim, Side};
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

impl Schedule {
    /// What is published of servers: as many rounds as leave one out on either side ([`crate::figures::Summary::interval`]).
    pub const WHOLE: Self = Self { rounds: 9, load: Load { connections: 16, duration: Duration::from_secs(1) } };

    /// Everything once and tiny: that it still works, not how fast it is.
    pub const SMOKE: Self = Self { rounds: 1, load: Load { connections: 4, duration: Duration::from_millis(20) } };
}

/// In which order so many contenders have their turns in a round. `bench/peer-widget/measure.mjs` does the same.
pub fn order(round: usize, contenders: usize) -> impl Iterator<Item = usize> {
    let place = move |position| if round.is_multiple_of(2) { position } else { contenders - 1 - position };
    (0..contenders).map(move |position| (place(position) + round / 2) % contenders)
}

impl Series {
    /// Beside a peer's: requests per second, and processor time, whose rounds agree where the first disagree on a machine that has
    /// other work. `at_least` is asked of the one, and its inverse of the other.
    pub fn ahead(&self, what: &str, peer: &Self, at_least: Option<f64>) -> impl Iterator<Item = Claim> {
        let side = |series: &Self, values: &[f64]| Side::measured(&series.name, values);
        let rate = (side(self, &self.rates), side(peer, &peer.rates));
        let cost = (side(self, &self.costs), side(peer, &peer.costs));
        let rate = Claim::new(what, "requests/s", Better::More, rate.0, rate.1).aim(at_least.map(Aim::RatioAtLeast));
        let at_most = at_least.map(|least| Aim::RatioAtMost(1.0 / least));
        let cost = Claim::new(what, "processor time, µs", Better::Less, cost.0, cost.1).aim(at_most);
        [rate, cost].into_iter().filter(|claim| claim.ratio().is_some())
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
        for index in order(round, contenders.len()) {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_has_a_turn_in_every_round() {
        for round in 0..9 {
            assert_eq!(order(round, 3).collect::<BTreeSet<_>>(), BTreeSet::from([0, 1, 2]), "round {round}");
        }
    }

    #[test]
    fn everybody_comes_first_and_last_and_before_and_after_everybody_beside_it() {
        let rounds: Vec<Vec<usize>> = (0..6).map(|round| order(round, 3).collect()).collect();
        for contender in 0..3 {
            assert_eq!(rounds.iter().filter(|round| round[0] == contender).count(), 2, "{rounds:?}");
            assert_eq!(rounds.iter().filter(|round| round[2] == contender).count(), 2, "{rounds:?}");
        }
        let pairs: BTreeSet<_> =
            rounds.iter().flat_map(|round| round.windows(2).map(|pair| (pair[0], pair[1]))).collect();
        assert_eq!(pairs.len(), 6, "{rounds:?}");
    }
}
