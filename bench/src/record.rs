//! Results in the checkout: one JSON file per benchmark in `bench/results`, its plot beside it, and the page that is made of all of them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::benchmark::Benchmark;
use crate::claim::Claim;
use crate::machine::Machine;
use crate::report::Report;
use crate::{page, plot};

/// A result and the machine that it is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Where and when.
    pub machine: Machine,
    /// What was found.
    pub report: Report,
}

impl Record {
    /// JSON for programs, an item of a list in each line, so that a change shows what changed. Beside what [`Record::read`] needs it has each
    /// claim's ratio, unless its rounds disagree, and its verdict.
    ///
    /// # Errors
    /// Never with finite figures.
    pub fn json(&self) -> Result<String> {
        let Report { benchmark, rounds, connections, seconds, rows, facts, claims } = &self.report;
        let claims = claims.iter().map(told).collect::<Result<Vec<_>>>()?;
        let lists = [("rows", values(rows)?), ("facts", values(facts)?), ("claims", claims)];
        let head = json!({ "benchmark": benchmark, "rounds": rounds, "connections": connections, "seconds": seconds });
        let mut text =
            format!("{{\n\"machine\": {{ \"facts\": {} }},\n\"report\": {{\n", list(&values(&self.machine.facts)?));
        for (name, value) in head.as_object().into_iter().flatten() {
            let _ = writeln!(text, "\"{name}\": {value},");
        }
        let lists: Vec<String> = lists.iter().map(|(name, items)| format!("\"{name}\": {}", list(items))).collect();
        let _ = writeln!(text, "{}\n}}\n}}", lists.join(",\n"));
        Ok(text)
    }

    /// What was recorded of a benchmark; none if nothing was.
    ///
    /// # Errors
    /// If what is there is not such a record.
    pub fn read(results: &Path, benchmark: Benchmark) -> Result<Option<Self>> {
        let file = file(results, benchmark, "json");
        if !file.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let record = serde_json::from_str(&text).with_context(|| format!("{} is no result", file.display()))?;
        Ok(Some(record))
    }

    /// Writes it into the folder of results; the page is another matter ([`write_page`]).
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn write(&self, results: &Path) -> Result<()> {
        write(&file(results, self.report.benchmark, "json"), &self.json()?)
    }
}

/// The page, and each record with its plot, from what is recorded, by their paths from the folder `bench/`. What follows from the
/// rounds in a record follows from them anew.
///
/// # Errors
/// If a record cannot be read.
pub fn pages(folder: &Path) -> Result<Vec<(String, String)>> {
    let results = folder.join("results");
    let records = Benchmark::ALL.into_iter().filter_map(|benchmark| Record::read(&results, benchmark).transpose());
    let records = records.collect::<Result<Vec<_>>>()?;
    let mut files = vec![("RESULTS.md".to_owned(), page::render(&records))];
    for record in &records {
        let report = &record.report;
        files.push((format!("results/{}.json", report.benchmark.name()), record.json()?));
        let picture = plot::draw(report.benchmark.title(), &report.claims);
        files.extend(picture.map(|picture| (format!("results/{}.svg", report.benchmark.name()), picture)));
    }
    Ok(files)
}

/// Writes them.
///
/// # Errors
/// If a record cannot be read, or something not be written.
pub fn write_pages(folder: &Path) -> Result<()> {
    pages(folder)?.iter().try_for_each(|(name, text)| write(&folder.join(name), text))
}

/// Writes a file, and the folders that it is in.
///
/// # Errors
/// If that fails: which file it was.
pub fn write(file: &Path, text: &str) -> Result<()> {
    let written = fs::create_dir_all(file.parent().unwrap_or(file)).and_then(|()| fs::write(file, text));
    written.with_context(|| format!("cannot write {}", file.display()))
}

fn file(results: &Path, benchmark: Benchmark, kind: &str) -> PathBuf {
    results.join(format!("{}.{kind}", benchmark.name()))
}

/// A claim with what follows from its rounds.
fn told(claim: &Claim) -> Result<Value> {
    let mut value = serde_json::to_value(claim)?;
    if let Some(ratio) = claim.ratio() {
        let median = ratio.agreed().ok();
        value["ratio"] = json!({ "median": median, "quartiles": [ratio.low, ratio.high], "interval": ratio.interval });
    }
    value["verdict"] = json!(claim.verdict().map(crate::claim::Verdict::told));
    Ok(value)
}

fn values<T: Serialize>(items: &[T]) -> Result<Vec<Value>> {
    items.iter().map(|item| Ok(serde_json::to_value(item)?)).collect()
}

fn list(items: &[Value]) -> String {
    let items: Vec<String> = items.iter().map(Value::to_string).collect();
    if items.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", items.join(",\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Aim, Better, Side};
    use crate::report::Fact;
    use crate::rounds::Schedule;

    fn record() -> Record {
        let mut report = Report::new(Benchmark::Sdk, Schedule::WHOLE);
        let (ours, peer) = (Side::measured("ours", &[2.0; 6]), Side::measured("its", &[1.0; 6]));
        report.claims = vec![Claim::new("sign", "µs", Better::Less, ours, peer).aim(Aim::RatioAtMost(1.15))];
        report.facts = vec![Fact::new("size".to_owned(), 1.5)];
        Record { machine: Machine { facts: vec![("cores".to_owned(), "2".to_owned())] }, report }
    }

    #[test]
    fn a_record_is_read_as_it_was_written_and_programs_find_its_ratios() {
        let folder = tempfile::tempdir().unwrap();
        record().write(folder.path()).unwrap();
        assert_eq!(Record::read(folder.path(), Benchmark::Sdk).unwrap(), Some(record()));
        assert_eq!(Record::read(folder.path(), Benchmark::Api).unwrap(), None);
        let value: Value = serde_json::from_str(&record().json().unwrap()).unwrap();
        let claim = &value["report"]["claims"][0];
        assert_eq!((&claim["ratio"]["median"], &claim["verdict"]), (&json!(2.0), &json!("not met")));
    }

    #[test]
    fn one_result_more_leaves_the_others_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let results = folder.path().join("results");
        record().write(&results).unwrap();
        let mut other = record();
        other.report.benchmark = Benchmark::Widget;
        other.write(&results).unwrap();
        write_pages(folder.path()).unwrap();
        let page = fs::read_to_string(folder.path().join("RESULTS.md")).unwrap();
        assert_eq!(page.matches("![").count(), 2, "{page}");
        assert!(results.join("sdk.svg").exists() && results.join("widget.svg").exists());
    }

    #[test]
    fn what_is_no_result_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("proxy.json"), "{}").unwrap();
        let error = format!("{:#}", Record::read(folder.path(), Benchmark::Proxy).unwrap_err());
        assert!(error.contains("proxy.json is no result: missing field"), "{error}");
    }
}
