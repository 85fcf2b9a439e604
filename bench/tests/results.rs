//! What is published is what was recorded: the page and its plots follow from the checked-in JSON, and quote documents that say so.

use std::fs;

use helpthread_bench::benchmark::Benchmark;
use helpthread_bench::page::reasons::{REASONS, reason};
use helpthread_bench::page::statements::STATEMENTS;
use helpthread_bench::record::{Record, pages};
use xtask::repository;

fn recorded() -> Vec<Record> {
    let results = repository::path("bench/results");
    let read = |benchmark| Record::read(&results, benchmark).unwrap_or_else(|error| panic!("{error:#}"));
    Benchmark::ALL.into_iter().filter_map(read).collect()
}

#[test]
fn the_page_and_its_plots_follow_from_what_is_recorded() {
    let folder = repository::path("bench");
    let pages = pages(&folder).unwrap_or_else(|error| panic!("{error:#}"));
    for (name, text) in &pages {
        let there = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(there == *text, "bench/{name} is not what bench/results says: cargo xtask bench --page");
    }
}

#[test]
fn nothing_lies_beside_the_results_that_is_not_of_them() {
    let names = |name: &str| {
        Benchmark::ALL
            .iter()
            .any(|one| [".json", ".svg"].map(|kind| format!("{}{kind}", one.name())).contains(&name.to_owned()))
    };
    for file in fs::read_dir(repository::path("bench/results")).into_iter().flatten().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        assert!(names(&name), "bench/results/{name}");
    }
}

#[test]
fn the_sentences_of_the_page_stand_in_the_documents() {
    for statement in &STATEMENTS {
        let text = fs::read_to_string(repository::path(statement.document)).unwrap_or_default();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(statement.words), "{} does not say “{}”", statement.document, statement.words);
    }
}

#[test]
fn every_sentence_and_every_reason_is_about_something_that_is_measured() {
    for Record { report, .. } in recorded() {
        for statement in STATEMENTS.iter().filter(|statement| statement.benchmark == report.benchmark) {
            assert!(
                report.claims.iter().any(|claim| statement.is_about(claim)),
                "nothing measures “{}”",
                statement.words
            );
        }
        for (benchmark, parts, told) in REASONS.iter().filter(|(benchmark, ..)| *benchmark == report.benchmark) {
            let given = report.claims.iter().any(|claim| reason(*benchmark, claim) == Some(*told));
            assert!(given, "no claim has all of {parts:?}");
        }
    }
}
