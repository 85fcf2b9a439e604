//! `bench/RESULTS.md`: what the recorded results say, whole, from their JSON alone.
//!
//! First what the project's documents claim of its speed and size, each with its figure, the peer's and the command that measures it
//! again ([`statements`]); then each benchmark with its plot, and where we are behind, why ([`reasons`]).

pub mod reasons;
pub mod statements;

use std::fmt::Write;

use crate::benchmark::Benchmark;
use crate::claim::{Aim, Claim, Side, Verdict, grouped, rounded};
use crate::figures::{MAX_SPREAD, MIN_ROUNDS};
use crate::machine::Machine;
use crate::record::Record;
use crate::report::{Report, Row};
use statements::{STATEMENTS, Statement};

/// The head of a table of claims.
const HEAD: &str = "| what | measure | ours | beside it | ratio | aim | |\n|---|---|---|---|---|---|---|\n";

/// The whole page.
#[must_use]
pub fn render(records: &[Record]) -> String {
    let mut page = introduction();
    page.push_str(&machine(records));
    page.push_str(&documents(records));
    for benchmark in Benchmark::ALL {
        let _ = write!(page, "\n## {}\n\n", benchmark.title());
        match records.iter().find(|record| record.report.benchmark == benchmark) {
            Some(record) => page.push_str(&section(&record.report)),
            None => {
                let _ = writeln!(page, "Not recorded yet: `cargo xtask bench {} --record`.", benchmark.name());
            }
        }
    }
    page
}

fn introduction() -> String {
    let spread = MAX_SPREAD * 100.0;
    format!(
        "# Results\n\n\
         `cargo xtask bench --record` writes this page; `cargo xtask bench` measures the same and prints it. Of one benchmark alone: \
         `cargo xtask bench api`, `proxy`, `sdk` or `widget`. [README.md](README.md) says how each of them measures, who the peers are, and what was tried.\n\n\
         Ours and its peers take turns in every round, in an order that turns and is reversed every other time. A **ratio** is ours to the peer's within a round; \
         the median of the rounds is told, and not at all if the middle half of the rounds is wider than {spread:.0} % of it, or there are fewer than {MIN_ROUNDS}. \
         Then it says so: run again on a quiet machine. \
         An **aim** is met, or not, if the rounds between which the true median lies with 95 % confidence are all on one side of it, or, where the rounds disagree, if \
         every single one is; otherwise it is undecided. \
         Absolute figures are true of this machine and this hour only. Sizes are the same every time, and have no rounds.\n"
    )
}

/// The machine; where the benchmarks ran on several, or at several times, what differs by benchmark.
fn machine(records: &[Record]) -> String {
    let mut text = "\n## The machine\n\n| | |\n|---|---|\n".to_owned();
    let value = |machine: &Machine, name: &str| {
        machine.facts.iter().find(|(fact, _)| fact == name).map_or("unknown", |(_, value)| value).to_owned()
    };
    let Some(first) = records.first() else { return "\nNothing is recorded yet.\n".to_owned() };
    for (name, common) in &first.machine.facts {
        let of_each = records.iter().map(|record| (record.report.benchmark.name(), value(&record.machine, name)));
        let of_each: Vec<_> = of_each.collect();
        let told = if of_each.iter().all(|(_, value)| value == common) {
            common.clone()
        } else {
            of_each.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
        };
        let _ = writeln!(text, "| {name} | {told} |");
    }
    text
}

/// What the documents say, with the figures of it.
fn documents(records: &[Record]) -> String {
    let mut text = "\n## What the documents say\n\n".to_owned();
    text.push_str("| claim | ours | beside it | ratio | aim | | measured by |\n|---|---|---|---|---|---|---|\n");
    for statement in &STATEMENTS {
        let report = records.iter().map(|record| &record.report).find(|one| one.benchmark == statement.benchmark);
        let claims = report.into_iter().flat_map(|report| &report.claims).filter(|claim| statement.is_about(claim));
        let mut before = None;
        for claim in claims {
            let said = if before.replace(statement).is_none() { said(statement) } else { String::new() };
            let named = |peer: &Side| format!("{}<br>{}", figure(peer), peer.name);
            let (ours, peer) = (ours(claim), claim.peer.as_ref().map(named).unwrap_or_default());
            let words = format!("{said}<br>{}, {}", claim.what, claim.measure);
            let words = words.trim_start_matches("<br>");
            let (ratio, aim, mut verdict) = judged(claim);
            if claim.is_behind() {
                let behind = if verdict.is_empty() { "behind" } else { "" };
                let _ = write!(verdict, "{behind}: [why](#{})", anchor(statement.benchmark));
            }
            let command = statement.benchmark.command(claim);
            let _ = writeln!(text, "| {words} | {ours} | {peer} | {ratio} | {aim} | {verdict} | `{command}` |");
        }
        if before.is_none() {
            let _ = writeln!(
                text,
                "| {} | not recorded yet | | | | | `cargo xtask bench {}` |",
                said(statement),
                statement.benchmark.name()
            );
        }
    }
    text
}

fn said(statement: &Statement) -> String {
    format!("[{}](../{}): “{}”", statement.document, statement.document, statement.words)
}

/// Where a benchmark's section is, as Markdown's readers name headings of letters and spaces.
fn anchor(benchmark: Benchmark) -> String {
    benchmark.title().to_lowercase().replace(' ', "-")
}

fn section(report: &Report) -> String {
    let Report { benchmark, rounds, connections, seconds, .. } = report;
    let mut text = String::new();
    let _ =
        write!(text, "`cargo xtask bench {}`: {rounds} round{}", benchmark.name(), if *rounds == 1 { "" } else { "s" });
    if *seconds > 0.0 {
        let _ = write!(text, ", {seconds} s for each in every round");
    }
    if *connections > 1 {
        let _ = write!(text, ", {connections} connections");
    }
    let _ = write!(text, ".\n\n![{}: ratios, in words below](results/{}.svg)\n\n", benchmark.title(), benchmark.name());
    let mut behind = Vec::new();
    text.push_str(&table(report, &mut behind, false));
    let mut more = table(report, &mut behind, true);
    if !behind.is_empty() {
        text.push_str("\nNot met, or behind, and why:\n\n");
        for (number, reason) in behind.iter().enumerate() {
            let _ = writeln!(text, "{}. {reason}.", number + 1);
        }
    }
    more.push_str(&absolute(report));
    let _ = write!(
        text,
        "\n<details><summary>Every other comparison, and absolute figures</summary>\n\n{more}\n</details>\n"
    );
    text
}

/// The claims of a report, or its details. What is behind has the number of its reason.
fn table(report: &Report, behind: &mut Vec<&'static str>, details: bool) -> String {
    let claims: Vec<&Claim> = report.claims.iter().filter(|claim| claim.detail == details).collect();
    if claims.is_empty() {
        return String::new();
    }
    let mut text = HEAD.to_owned();
    for claim in claims {
        let (ratio, aim, mut verdict) = judged(claim);
        if claim.is_behind() {
            let reason = reasons::reason(report.benchmark, claim).unwrap_or("not looked into yet");
            let known = behind.iter().position(|known| *known == reason);
            let number = known.unwrap_or_else(|| {
                behind.push(reason);
                behind.len() - 1
            });
            let _ = write!(verdict, "{} ({})", if verdict.is_empty() { "behind" } else { "" }, number + 1);
        }
        let named = |peer: &Side| format!("{}<br>{}", figure(peer), peer.name);
        let ours = format!("{}<br>{}", ours(claim), claim.ours.name);
        let peer = claim.peer.as_ref().map(named).unwrap_or_default();
        let _ =
            writeln!(text, "| {} | {} | {ours} | {peer} | {ratio} | {aim} | {verdict} |", claim.what, claim.measure);
    }
    text
}

/// Ratio, aim and verdict as cells.
fn judged(claim: &Claim) -> (String, String, String) {
    let quartiles = claim.ratio().filter(|ratio| ratio.agreed().is_ok() && ratio.low < ratio.high);
    let quartiles = quartiles.map(|ratio| format!(" ({}–{})", rounded(ratio.low), rounded(ratio.high)));
    let ratio = format!("{}{}", claim.ratio_told(), quartiles.unwrap_or_default());
    let verdict = match claim.verdict() {
        Some(Verdict::NotMet) => "**not met**",
        Some(verdict) => verdict.told(),
        None => "",
    };
    (ratio, claim.aim.map(Aim::told).unwrap_or_default(), verdict.to_owned())
}

/// Figures that are true of one machine and hour.
fn absolute(report: &Report) -> String {
    let mut text = String::new();
    if !report.rows.is_empty() {
        text.push_str(
            "\n| asked | who | requests/s | median µs | p99 µs | processor µs |\n|---|---|---|---|---|---|\n",
        );
    }
    for Row { operation, contender, rate, median, p99, cost, .. } in &report.rows {
        let (rate, cost) = (number(*rate), cost.map(number).unwrap_or_default());
        let _ = writeln!(text, "| {operation} | {contender} | {rate} | {median} | {p99} | {cost} |");
    }
    if !report.facts.is_empty() {
        text.push_str("\n| figure | |\n|---|---|\n");
    }
    for fact in &report.facts {
        let _ = writeln!(text, "| {} | {} |", fact.what, number(fact.value));
    }
    text
}

fn figure(side: &Side) -> String {
    number(side.figure)
}

/// Our figure, with so many digits that it lies on the side of its limit on which it is.
fn ours(claim: &Claim) -> String {
    let (exactly, told) = (claim.ours.figure, figure(&claim.ours));
    let lies = |limit: f64| told.parse::<f64>().is_ok_and(|told| (told <= limit) != (exactly <= limit));
    if matches!(claim.aim, Some(Aim::FigureAtMost(limit)) if lies(limit)) { exactly.to_string() } else { told }
}

/// As many digits as say something.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a figure is not negative
fn number(value: f64) -> String {
    match value {
        1000.0.. => grouped(value.round() as usize),
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Better;
    use crate::rounds::Schedule;

    fn record(benchmark: Benchmark, ours: f64, date: &str) -> Record {
        let mut report = Report::new(benchmark, Schedule::WHOLE);
        let (ours, peer) =
            (Side::measured("HelpThread Edge", &[ours; 9]), Side::measured("Hono, jose, WebCrypto", &[1000.0; 9]));
        let claim = Claim::new("verify, sign, forward", "requests/s", Better::More, ours, peer);
        report.claims = vec![claim.aim(Aim::RatioAtLeast(1.25))];
        Record { machine: Machine { facts: vec![("date".to_owned(), date.to_owned())] }, report }
    }

    #[test]
    fn what_a_document_says_has_its_figures_and_the_command_that_measures_it_again() {
        let page = render(&[record(Benchmark::Proxy, 1300.0, "2026-11-23")]);
        let row = "[README.md](../README.md): “1.25 times the requests per second of a Hono proxy”<br>verify, sign, forward, requests/s \
                   | 1,300 | 1,000<br>Hono, jose, WebCrypto | 1.30 | ≥ 1.25 | met | `cargo xtask bench proxy --only \"verify, sign, forward\"` |";
        assert!(page.contains(row), "{page}");
        assert!(!page.contains("and why:"), "{page}");
    }

    #[test]
    fn where_we_are_behind_it_says_so_and_why() {
        let page = render(&[record(Benchmark::Proxy, 990.0, "2026-11-23")]);
        assert!(page.contains("| 0.99 | ≥ 1.25 | **not met** (1) |"), "{page}");
        assert!(page.contains("| 0.99 | ≥ 1.25 | **not met**: [why](#the-proxy-beside-a-hono-one) |"), "{page}");
        assert!(page.contains("\n## The proxy beside a Hono one\n"), "{page}");
        assert!(page.contains("Not met, or behind, and why:\n\n1. everything but the proxy's own work"), "{page}");
    }

    #[test]
    fn what_is_not_recorded_is_said_to_be_so() {
        let page = render(&[]);
        for benchmark in Benchmark::ALL {
            assert!(
                page.contains(&format!("Not recorded yet: `cargo xtask bench {} --record`", benchmark.name())),
                "{page}"
            );
        }
    }

    #[test]
    fn what_differs_between_runs_is_told_by_benchmark() {
        let days = [record(Benchmark::Api, 1.0, "2026-11-22"), record(Benchmark::Proxy, 1.0, "2026-11-23")];
        assert!(render(&days).contains("| date | api: 2026-11-22; proxy: 2026-11-23 |"));
        let day = [record(Benchmark::Api, 1.0, "2026-11-23"), record(Benchmark::Proxy, 1.0, "2026-11-23")];
        assert!(render(&day).contains("| date | 2026-11-23 |"));
    }

    #[test]
    fn a_figure_is_not_rounded_across_its_limit() {
        let size = |figure| {
            let side = Side::exact("ours", figure);
            ours(&Claim::alone("everything", "KB", Better::Less, side).aim(Aim::FigureAtMost(24.576)))
        };
        assert_eq!((size(24.553), size(24.58), size(24.41)), ("24.553".into(), "24.6".into(), "24.4".into()));
    }

    #[test]
    fn figures_have_as_many_digits_as_say_something() {
        let told = [12_345.6, 999.9, 123.4, 12.34, 1.234, 0.0456].map(number);
        assert_eq!(told, ["12,346", "1000", "123", "12.3", "1.23", "0.046"]);
    }
}
