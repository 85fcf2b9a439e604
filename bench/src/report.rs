//! What a measurement found: a table for people; as it is written down, JSON for programs.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::benchmark::Benchmark;
use crate::claim::{Claim, Verdict};
use crate::figures::{self, Doubt};
use crate::rounds::{Schedule, Series};

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was measured.
    pub benchmark: Benchmark,
    /// Rounds that counted.
    pub rounds: usize,
    /// Connections that were open at once.
    pub connections: usize,
    /// How long a contender's turn in a round took; 0 where it took as long as its work does.
    pub seconds: f64,
    /// Absolute figures of servers: true of this machine and this hour only.
    pub rows: Vec<Row>,
    /// Absolute figures of everything else.
    pub facts: Vec<Fact>,
    /// What is claimed.
    pub claims: Vec<Claim>,
}

/// A figure that is measured apart from any load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is of, and its unit.
    pub what: String,
    /// The figure.
    pub value: f64,
}

impl Fact {
    /// A figure.
    #[must_use]
    pub fn new(what: String, value: f64) -> Self {
        Self { what, value }
    }
}

/// One contender's absolute figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was asked.
    pub operation: String,
    /// Who answered.
    pub contender: String,
    /// Requests per second, the median of the rounds.
    pub rate: f64,
    /// The lower and the upper quartile of the rounds' requests per second.
    pub rate_quartiles: (f64, f64),
    /// The median latency in microseconds.
    pub median: u64,
    /// The latency in microseconds that 99 of 100 answers do not exceed.
    pub p99: u64,
    /// Processor time of the server per request, in microseconds, where the system tells.
    pub cost: Option<f64>,
}

impl Row {
    /// Of a series.
    #[must_use]
    pub fn of(operation: &str, series: &Series) -> Self {
        let share = |values: &[f64], share| figures::quantile(values, share).map(to_a_tenth);
        let rate = |part| share(&series.rates, part).unwrap_or_default();
        Self {
            operation: operation.to_owned(),
            contender: series.name.clone(),
            rate: rate(0.5),
            rate_quartiles: (rate(0.25), rate(0.75)),
            median: series.latencies.value_at_quantile(0.5),
            p99: series.latencies.value_at_quantile(0.99),
            cost: share(&series.costs, 0.5),
        }
    }
}

fn to_a_tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

impl Report {
    /// A report without figures.
    #[must_use]
    pub fn new(benchmark: Benchmark, schedule: Schedule) -> Self {
        let Schedule { rounds, load } = schedule;
        let (connections, seconds) = (load.connections, load.duration.as_secs_f64());
        Self { benchmark, rounds, connections, seconds, rows: Vec::new(), facts: Vec::new(), claims: Vec::new() }
    }

    /// For people. A ratio whose rounds disagree is not told.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        let mut operation = "";
        for row in &self.rows {
            if row.operation != operation {
                operation = &row.operation;
                let _ = writeln!(
                    text,
                    "\n{operation:<44} {:>10} {:>10} {:>10} {:>10}",
                    "requests/s", "median µs", "p99 µs", "CPU µs"
                );
            }
            let Row { contender, rate, median, p99, cost, .. } = row;
            let cost = cost.map_or_else(|| "?".to_owned(), |cost| format!("{cost:.0}"));
            let _ = writeln!(text, "  {contender:<42} {rate:>10.0} {median:>10} {p99:>10} {cost:>10}");
        }
        if !self.facts.is_empty() {
            text.push('\n');
        }
        for Fact { what, value } in &self.facts {
            let _ = writeln!(text, "  {value:>7.1}  {what}");
        }
        text.push_str("\nratios: the median of the rounds, and what it should be\n");
        for claim in &self.claims {
            let aim = claim.aim.map(|aim| format!("[{}] ", aim.told())).unwrap_or_default();
            let verdict = match claim.verdict() {
                Some(Verdict::NotMet) => "NOT MET",
                Some(verdict) => verdict.told(),
                None => "",
            };
            let ratio = if claim.peer.is_some() { claim.ratio_told() } else { claim.ours.figure.to_string() };
            let _ = writeln!(text, "  {ratio:>5}  {}  {aim}{verdict}", claim.title());
        }
        let disagrees = |claim: &Claim| claim.ratio().is_some_and(|ratio| ratio.agreed() == Err(Doubt::Disagreement));
        let disagreements = self.claims.iter().filter(|claim| disagrees(claim)).count();
        if disagreements > 0 {
            let ratios = if disagreements == 1 { "one ratio" } else { &format!("{disagreements} ratios") };
            let _ = writeln!(text, "\nthe rounds of {ratios} disagree: run again on a quiet machine");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Aim, Better, Side};

    #[test]
    fn a_ratio_whose_rounds_disagree_is_not_told() {
        let mut report = Report::new(Benchmark::Proxy, Schedule::SMOKE);
        let peer = || Side::measured("Hono", &[1.0; 7]);
        let ours = |rounds: &[f64]| Side::measured("ours", rounds);
        let wild = ours(&[0.5, 0.5, 0.5, 1.1, 2.0, 2.0, 2.0]);
        report.claims.push(Claim::new("forward", "requests/s", Better::More, wild, peer()).aim(Aim::RatioAtLeast(1.0)));
        let calm = ours(&[0.8; 7]);
        report.claims.push(Claim::new("refuse", "requests/s", Better::More, calm, peer()).aim(Aim::RatioAtLeast(1.0)));
        let table = report.table();
        let wild = "  rounds disagree (0.50 to 2.00)  forward: requests/s of ours to Hono  [≥ 1.00] undecided\n";
        assert!(table.contains(wild), "{table}");
        assert!(table.ends_with("\nthe rounds of one ratio disagree: run again on a quiet machine\n"), "{table}");
        assert!(table.contains("   0.80  refuse: requests/s of ours to Hono  [≥ 1.00] NOT MET\n"), "{table}");
    }
}
