//! `cargo xtask test`: everything that proves the project.
//!
//! One table is what CI runs, what a person runs, and what the help lists. Rows that fail fast come first. Every row
//! fetches and builds what it needs itself, so that each can be run alone; what is there already costs next to nothing.

mod browser;
mod contract;
mod deploy;
mod fuzzing;
mod javascript;
mod rust;
mod wasm;

pub(crate) use contract::record_documentation;
pub(crate) use deploy::deployable;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::failure::{self, Failure};
use crate::terminal::{Tone, elapsed, line, paint};

/// One part of the proof.
#[derive(Debug)]
pub struct Row {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it proves, in a line.
    pub about: &'static str,
    run: fn() -> Result<()>,
}

/// Every row, in the order in which they run.
pub const ROWS: [Row; 11] = [
    Row { name: "fmt", about: "Rust sources are formatted", run: rust::formatted },
    Row { name: "clippy", about: "no warning in any crate, natively and on wasm", run: rust::linted },
    Row { name: "native", about: "unit and property tests of the pure crates", run: rust::tested },
    Row {
        name: "fuzz",
        about: "parsers of untrusted bytes, on their corpora and on what a short fuzzing run thinks up",
        run: fuzzing::survived,
    },
    Row { name: "no-std", about: "the core builds where there is no standard library", run: rust::core_without_std },
    Row { name: "wasm", about: "release builds of everything that ships", run: wasm::built },
    Row {
        name: "npm",
        about: "the npm packages as they are installed, on every runtime, and the dashboard's modules",
        run: javascript::tested,
    },
    Row {
        name: "contract",
        about: "the running API and proxy against api-v1.md, and who depends on whom",
        run: contract::kept,
    },
    Row { name: "browser", about: "the dashboard and the widget in a real Chromium", run: browser::driven },
    Row {
        name: "engines",
        about: "the widget in a real Firefox and a real WebKitGTK, by the same tests",
        run: browser::driven_elsewhere,
    },
    Row { name: "deploy", about: "wrangler accepts each Worker", run: deploy::accepted },
];

/// How a row went.
struct Outcome {
    row: &'static Row,
    /// The reason, if it failed.
    failure: Option<String>,
    time: Duration,
}

/// Run the rows of these names, or all. The last line printed is `N passed, N failed`.
///
/// # Errors
/// If a name is unknown. Rows that fail are not errors: they are in the table and in the exit code.
pub fn run(names: &[String]) -> Result<ExitCode> {
    let outcomes: Vec<Outcome> = chosen(names)?.into_iter().map(prove).collect();
    summarise(&outcomes);
    Ok(if outcomes.iter().all(Outcome::passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn prove(row: &'static Row) -> Outcome {
    let since = Instant::now();
    line(&format!("{} {}", paint(Tone::Strong, row.name), paint(Tone::Quiet, row.about)));
    let failure = (row.run)().err().map(|error| {
        let report = failure::report(&error, &format!("cargo xtask test {}", row.name));
        line(&format!("{}\n", paint(Tone::Bad, &report)));
        format!("{error:#}")
    });
    Outcome { row, failure, time: since.elapsed() }
}

fn summarise(outcomes: &[Outcome]) {
    line("");
    for Outcome { row, failure, time } in outcomes {
        let verdict = if failure.is_none() { paint(Tone::Good, "passed") } else { paint(Tone::Bad, "FAILED") };
        let reason = failure.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        line(format!("  {verdict}  {:<10} {:>12}  {reason}", row.name, elapsed(*time)).trim_end());
    }
    let failed: Vec<&str> =
        outcomes.iter().filter(|outcome| !outcome.passed()).map(|outcome| outcome.row.name).collect();
    if !failed.is_empty() {
        line(&format!("\nagain: cargo xtask test {}", failed.join(" ")));
    }
    line(&format!("{} passed, {} failed", outcomes.len() - failed.len(), failed.len()));
}

impl Outcome {
    fn passed(&self) -> bool {
        self.failure.is_none()
    }
}

fn chosen(names: &[String]) -> Result<Vec<&'static Row>> {
    if let Some(unknown) = names.iter().find(|name| ROWS.iter().all(|row| row.name != name.as_str())) {
        let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        return Err(Failure::new(format!("there is no row {unknown:?}; there are {}", known.join(", "))).into());
    }
    Ok(ROWS.iter().filter(|row| names.is_empty() || names.iter().any(|name| name == row.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_run_in_the_tables_order_and_all_of_them_unless_named() {
        let names = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            chosen(&words).map(|rows| rows.iter().map(|row| row.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap(), ROWS.map(|row| row.name));
        assert_eq!(names(&["npm", "fmt"]).unwrap(), ["fmt", "npm"]);
        assert!(
            names(&["fmt", "lint"]).unwrap_err().to_string().starts_with("there is no row \"lint\"; there are fmt, ")
        );
    }
}
