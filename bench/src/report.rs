//! What a measurement found: a table for people, JSON for programs.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::figures::{self, Ratio};
use crate::rounds::{Schedule, Series};

/// Everything that was found.
#[derive(Debug, Clone)]
pub struct Report {
    /// The benchmark's name.
    pub name: &'static str,
    /// How it was measured.
    pub schedule: Schedule,
    /// Absolute figures: true of this machine and this hour only.
    pub rows: Vec<Row>,
    /// Single figures, which no load changes.
    pub facts: Vec<Fact>,
    /// Ratios: what is claimed.
    pub claims: Vec<Claim>,
}

/// A figure that is measured apart from any load.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
pub struct Row {
    /// What was asked.
    pub operation: String,
    /// Who answered.
    pub contender: String,
    /// Requests per second, the median of the rounds.
    pub rate: f64,
    /// The median latency in microseconds.
    pub median: u64,
    /// The latency in microseconds that 99 of 100 answers do not exceed.
    pub p99: u64,
    /// Processor time of the server per request, in microseconds, where the system tells.
    pub cost: Option<f64>,
    /// Requests per second, round by round.
    pub rates: Vec<f64>,
}

/// A ratio, and what it should be.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What the ratio is of.
    pub what: String,
    /// The ratio.
    pub ratio: Ratio,
    /// It should not be less.
    pub at_least: Option<f64>,
    /// It should not be more.
    pub at_most: Option<f64>,
}

impl Row {
    /// Of a series.
    #[must_use]
    pub fn of(operation: &str, series: &Series) -> Self {
        Self {
            operation: operation.to_owned(),
            contender: series.name.clone(),
            rate: series.rate(),
            median: series.latencies.value_at_quantile(0.5),
            p99: series.latencies.value_at_quantile(0.99),
            cost: figures::quantile(&series.costs, 0.5),
            rates: series.rates.clone(),
        }
    }
}

impl Claim {
    /// Whether it holds; nobody knows when the rounds disagree, and nothing is claimed without a bound.
    #[must_use]
    pub fn holds(&self) -> Option<bool> {
        self.at_least.or(self.at_most)?;
        let ratio = self.ratio.agreed()?;
        Some(self.at_least.is_none_or(|least| ratio >= least) && self.at_most.is_none_or(|most| ratio <= most))
    }

    fn verdict(&self) -> &'static str {
        match (self.ratio.agreed(), self.holds()) {
            (None, _) => "the rounds disagree",
            (Some(_), None) => "",
            (Some(_), Some(true)) => "holds",
            (Some(_), Some(false)) => "DOES NOT HOLD",
        }
    }
}

impl Report {
    /// A report without figures.
    #[must_use]
    pub fn new(name: &'static str, schedule: Schedule) -> Self {
        Self { name, schedule, rows: Vec::new(), facts: Vec::new(), claims: Vec::new() }
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
        text.push_str("\nratios, the median of the rounds and the middle half of them\n");
        for claim in &self.claims {
            let Ratio { low, high, .. } = claim.ratio;
            let median = claim.ratio.agreed().map_or_else(|| "?".to_owned(), |ratio| format!("{ratio:.2}"));
            let _ = writeln!(text, "  {median:>5}  {low:.2}–{high:.2}  {}  {}", claim.what, claim.verdict());
        }
        text
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows: Vec<_> = self.rows.iter().map(Row::json).collect();
        let facts: Vec<_> =
            self.facts.iter().map(|Fact { what, value }| json!({ "what": what, "value": value })).collect();
        let claims: Vec<_> = self.claims.iter().map(Claim::json).collect();
        json!({
            "name": self.name, "rounds": self.schedule.rounds, "connections": self.schedule.load.connections,
            "seconds": self.schedule.load.duration.as_secs_f64(), "rows": rows, "facts": facts, "claims": claims,
        })
    }
}

impl Row {
    fn json(&self) -> Value {
        json!({
            "operation": self.operation, "contender": self.contender, "requests_per_second": self.rate,
            "median_microseconds": self.median, "p99_microseconds": self.p99, "processor_microseconds": self.cost, "rounds": self.rates,
        })
    }
}

impl Claim {
    fn json(&self) -> Value {
        json!({
            "what": self.what, "ratio": self.ratio.agreed(), "low": self.ratio.low, "high": self.ratio.high,
            "at_least": self.at_least, "at_most": self.at_most, "holds": self.holds(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(low: f64, median: f64, high: f64) -> Claim {
        Claim { what: "x".to_owned(), ratio: Ratio { median, low, high }, at_least: Some(1.0), at_most: None }
    }

    #[test]
    fn a_claim_holds_or_not_or_nobody_knows() {
        assert_eq!(claim(1.0, 1.1, 1.2).holds(), Some(true));
        assert_eq!(claim(0.8, 0.9, 0.95).holds(), Some(false));
        assert_eq!(claim(0.5, 1.1, 2.0).holds(), None);
    }

    #[test]
    fn a_ratio_whose_rounds_disagree_is_not_told() {
        let schedule =
            Schedule { rounds: 3, load: crate::load::Load { connections: 1, duration: std::time::Duration::ZERO } };
        let mut report = Report::new("test", schedule);
        report.claims.push(claim(0.5, 1.1, 2.0));
        assert!(report.table().contains("    ?  0.50–2.00  x  the rounds disagree"), "{}", report.table());
        assert!(report.json()["claims"][0]["ratio"].is_null());
    }
}
