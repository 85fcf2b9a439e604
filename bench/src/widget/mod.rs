//! The widget beside the same list written by hand and with lit, in one Chromium: bytes, time to a first row, 1,000 rows, memory,
//! the longest task.
//!
//! The measuring is `bench/peer-widget/measure.mjs`, in the page; here is what is claimed of it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::build::{self, Part, Profile};
use xtask::command::{command, run as run_command};
use xtask::{setup, terminal};

use crate::figures::{self, Ratio};
use crate::load::Load;
use crate::report::{Claim, Fact, Report};
use crate::rounds::Schedule;

/// Our name among the contenders, and the peers'.
const OURS: &str = "helpthread-history";
const PEERS: [&str; 2] = ["vanilla-history", "lit-history"];
/// What is measured in the page.
pub const MEASURES: [&str; 4] =
    ["first row, ms", "1,000 rows, ms", "longest task with 1,000 rows, ms", "memory with 1,000 rows, MB"];

/// How often.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Rounds that count.
    pub rounds: usize,
}

impl Options {
    /// The measurement whose ratios are published.
    #[must_use]
    pub fn whole() -> Self {
        Self { rounds: 15 }
    }

    /// Everything once: that it still works, not how fast it is.
    #[must_use]
    pub fn smoke() -> Self {
        Self { rounds: 1 }
    }
}

/// Builds and measures everything.
///
/// # Errors
/// If something does not build, or a contender does not show its rows.
pub fn run(options: Options) -> Result<Report> {
    setup::toolchain()?;
    build::build(&[Part::Widget], Profile::Release)?;
    let chromium = setup::chromium::ensure()?;
    let step = terminal::step("the widget, vanilla JavaScript and lit in Chromium");
    let measured = tempfile::NamedTempFile::new()?;
    let mut measure = command("node");
    measure.arg("bench/peer-widget/measure.mjs").arg(options.rounds.to_string()).arg(measured.path());
    run_command(&step, "bench/peer-widget/measure.mjs", measure.env("CHROMIUM", chromium))?;
    step.done("");
    let measured = serde_json::from_slice(&fs::read(measured.path())?).context("measure.mjs wrote no JSON")?;
    Ok(told(&measured, options))
}

fn told(measured: &Value, options: Options) -> Report {
    let load = Load { connections: 1, duration: Duration::ZERO };
    let mut report = Report::new("widget", Schedule { rounds: options.rounds, load });
    let facts = measured["facts"].as_array().into_iter().flatten();
    report.facts =
        facts.map(|fact| Fact::new(text(&fact["what"]), fact["value"].as_f64().unwrap_or_default())).collect();
    for measure in MEASURES {
        let series = |contender: &str| -> Vec<f64> {
            let rounds = measured["series"][measure][contender].as_array().into_iter().flatten();
            rounds.filter_map(Value::as_f64).collect()
        };
        for contender in [OURS].into_iter().chain(PEERS) {
            let median = figures::quantile(&series(contender), 0.5).unwrap_or_default();
            report.facts.push(Fact::new(format!("{contender}: {measure}"), median));
        }
        for peer in PEERS {
            let Some(ratio) = Ratio::of(&series(OURS), &series(peer)) else { continue };
            let what = format!("{measure}: {OURS} to {peer}");
            report.claims.push(Claim { what, ratio, at_least: None, at_most: bound(measure, peer) });
        }
    }
    report
}

/// 1,000 rows may take 1.3 times as long as by hand.
fn bound(measure: &str, peer: &str) -> Option<f64> {
    (measure == MEASURES[1] && peer == PEERS[0]).then_some(1.3)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
