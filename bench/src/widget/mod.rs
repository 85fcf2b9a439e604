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

use crate::benchmark::Benchmark;
use crate::claim::{Aim, Better, Claim, Side};
use crate::load::Load;
use crate::report::{Fact, Report};
use crate::rounds::Schedule;

/// Our name among the contenders, and the peers'.
const OURS: &str = "helpthread-history";
const PEERS: [&str; 2] = ["vanilla-history", "lit-history"];
/// What is measured in the page.
pub const MEASURES: [&str; 4] =
    ["first row, ms", "1,000 rows, ms", "longest task over 50 ms, 1,000 rows, ms", "memory with 1,000 rows, MB"];

/// The unit of what travels, of 1000 bytes.
const KB: &str = "KB brotli";

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
        Self { rounds: 21 }
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
    let mut report = Report::new(Benchmark::Widget, Schedule { rounds: options.rounds, load });
    let facts = measured["facts"].as_array().into_iter().flatten();
    report.facts = facts
        .map(|fact| {
            Fact::new(fact["what"].as_str().unwrap_or_default().to_owned(), fact["value"].as_f64().unwrap_or(0.0))
        })
        .collect();
    report.claims = sizes(&report.facts);
    for measure in MEASURES {
        let side = |contender: &str| {
            let rounds = measured["series"][measure][contender].as_array().into_iter().flatten();
            Side::measured(contender, &rounds.filter_map(Value::as_f64).collect::<Vec<_>>())
        };
        let ours = side(OURS);
        report.facts.push(Fact::new(format!("{OURS}: {measure}"), ours.figure));
        let (what, unit) = measure.rsplit_once(", ").unwrap_or((measure, ""));
        let unit = if unit == "ms" { "time, ms" } else { "MB" };
        for peer in PEERS.map(side) {
            report.facts.push(Fact::new(format!("{}: {measure}", peer.name), peer.figure));
            let aim = aim(measure, &peer.name);
            report.claims.push(Claim::new(what, unit, Better::Less, ours.clone(), peer).aim(aim));
        }
    }
    report
}

/// What travels, and what a module takes before anything is asked of it. A budget's KB are 1,024 bytes.
fn sizes(facts: &[Fact]) -> Vec<Claim> {
    let side = |name: &str, unit: &str| {
        let fact = facts.iter().find(|fact| fact.what == format!("{name}: {unit}"))?;
        Some(Side::exact(name, fact.value))
    };
    let ours = |part: &str, unit: &str| side(&format!("{OURS}, {part}"), unit);
    let mut claims = Vec::new();
    for peer in PEERS {
        let both = side(OURS, KB).zip(side(peer, KB));
        let claim = both.map(|(ours, peer)| Claim::new("everything for one reader", KB, Better::Less, ours, peer));
        claims.extend(claim.map(|claim| claim.aim((peer == PEERS[0]).then_some(Aim::FigureAtMost(24.576)))));
    }
    let limits = [
        ("the first script", KB, Some(Aim::FigureAtMost(2.048))),
        ("the rest for one reader", KB, None),
        ("another language", KB, None),
        ("memory at the start", "pages of 64 KiB", Some(Aim::FigureAtMost(3.0))),
    ];
    for (what, unit, aim) in limits {
        claims.extend(ours(what, unit).map(|ours| Claim::alone(what, unit, Better::Less, ours).aim(aim)));
    }
    claims
}

/// 1,000 rows may take 1.3 times as long as by hand, and no task more than 50 ms.
fn aim(measure: &str, peer: &str) -> Option<Aim> {
    match measure {
        _ if peer != PEERS[0] => None,
        _ if measure == MEASURES[1] => Some(Aim::RatioAtMost(1.3)),
        _ if measure == MEASURES[2] => Some(Aim::FigureAtMost(50.0)),
        _ => None,
    }
}
