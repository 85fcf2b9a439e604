//! The widget beside the same list written by hand and with lit, in one Chromium: bytes, time to a first row, 1,000 rows, memory,
//! the longest task.
//!
//! The measuring is `bench/peer-widget/measure.mjs`, in the page; here is what is claimed of it.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
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
    told(&measured, options)
}

/// A figure that is missing would be 0, which is ahead of everybody: so it is an error.
fn told(measured: &Value, options: Options) -> Result<Report> {
    let load = Load { connections: 1, duration: Duration::ZERO };
    let mut report = Report::new(Benchmark::Widget, Schedule { rounds: options.rounds, load });
    let fact = |fact: &Value| {
        let told = fact["what"].as_str().zip(fact["value"].as_f64());
        told.map(|(what, value)| Fact::new(what.to_owned(), value)).with_context(|| format!("no figure: {fact}"))
    };
    report.facts = measured["facts"].as_array().into_iter().flatten().map(fact).collect::<Result<_>>()?;
    report.claims = sizes(&report.facts)?;
    for measure in MEASURES {
        let side = |contender: &str| -> Result<Side> {
            let rounds = measured["series"][measure][contender].as_array().into_iter().flatten();
            let rounds: Vec<f64> = rounds.filter_map(Value::as_f64).collect();
            let (told, wanted) = (rounds.len(), options.rounds);
            ensure!(told == wanted, "{contender}, {measure}: {told} rounds and not {wanted}");
            Ok(Side::measured(contender, &rounds))
        };
        let ours = side(OURS)?;
        report.facts.push(Fact::new(format!("{OURS}: {measure}"), ours.figure));
        let (what, unit) = measure.rsplit_once(", ").unwrap_or((measure, ""));
        let unit = if unit == "ms" { "time, ms" } else { "MB" };
        for peer in PEERS {
            let peer = side(peer)?;
            report.facts.push(Fact::new(format!("{}: {measure}", peer.name), peer.figure));
            let aim = aim(measure, &peer.name);
            report.claims.push(Claim::new(what, unit, Better::Less, ours.clone(), peer).aim(aim));
        }
    }
    Ok(report)
}

/// What travels, and what a module takes before anything is asked of it. A budget's KB are 1,024 bytes.
fn sizes(facts: &[Fact]) -> Result<Vec<Claim>> {
    let side = |name: &str, unit: &str| -> Result<Side> {
        let what = format!("{name}: {unit}");
        let fact = facts.iter().find(|fact| fact.what == what).with_context(|| format!("no figure: {what}"))?;
        Ok(Side::exact(name, fact.value))
    };
    let mut claims = Vec::new();
    for peer in PEERS {
        let claim = Claim::new("everything for one reader", KB, Better::Less, side(OURS, KB)?, side(peer, KB)?);
        claims.push(claim.aim((peer == PEERS[0]).then_some(Aim::FigureAtMost(24.576))));
    }
    let limits = [
        ("the first script", KB, Some(Aim::FigureAtMost(2.048))),
        ("the rest for one reader", KB, None),
        ("another language", KB, None),
        ("memory at the start", "pages of 64 KiB", Some(Aim::FigureAtMost(3.0))),
    ];
    for (what, unit, aim) in limits {
        claims.push(Claim::alone(what, unit, Better::Less, side(&format!("{OURS}, {what}"), unit)?).aim(aim));
    }
    Ok(claims)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_figure_that_is_missing_is_an_error_and_not_nothing() {
        let names = [
            "helpthread-history: KB brotli",
            "vanilla-history: KB brotli",
            "lit-history: KB brotli",
            "helpthread-history, the first script: KB brotli",
            "helpthread-history, the rest for one reader: KB brotli",
            "helpthread-history, another language: KB brotli",
            "helpthread-history, memory at the start: pages of 64 KiB",
        ];
        let facts: Vec<Value> = names.iter().map(|what| json!({ "what": what, "value": 1.5 })).collect();
        let rounds = json!({ OURS: [2.0], PEERS[0]: [1.0], PEERS[1]: [1.0] });
        let series: serde_json::Map<_, _> =
            MEASURES.iter().map(|measure| ((*measure).to_owned(), rounds.clone())).collect();
        let whole = json!({ "facts": facts, "series": series });
        let told = |measured: &Value| super::told(measured, Options::smoke()).map_err(|error| error.to_string());
        assert!(told(&whole).is_ok_and(|report| report.claims.len() == 14), "{:?}", told(&whole));

        let mut without = whole.clone();
        without["facts"][3]["value"] = Value::Null;
        assert!(told(&without).unwrap_err().starts_with("no figure: "));
        without = whole.clone();
        without["facts"][3]["what"] = json!("something else");
        assert_eq!(told(&without).unwrap_err(), format!("no figure: {}", names[3]));
        without = whole.clone();
        without["series"][MEASURES[2]][OURS] = json!([]);
        assert_eq!(told(&without).unwrap_err(), format!("{OURS}, {}: 0 rounds and not 1", MEASURES[2]));
    }
}
