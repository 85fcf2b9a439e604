//! The documentation of `crates/docs`, executed: every example runs as it is shown, every error code of its pages is produced, every guide
//! is followed in an empty folder. What they give is what `docs/recorded` says, and so what the pages show.
//!
//! With `HELPTHREAD_RECORD` set, which is `cargo xtask docs --record`, the tests whose name says `recorded` write it down instead.

mod collections;
mod delivery;
mod guides;
mod normal;
mod operations;
mod programs;
mod proxy_codes;
mod topics;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use helpthread_core::error::{ErrorCode, Producer};
use helpthread_docs::json_text::{Json, Language};
use helpthread_docs::recorded;
use serde_json::{Value, json};
use xtask::repository;

fn folder() -> PathBuf {
    repository::path("docs/recorded")
}

/// Holds what has just been given to what is recorded, or records it.
fn is_recorded(name: &str, given: &str) {
    let file = folder().join(name);
    if env::var_os("HELPTHREAD_RECORD").is_some() {
        fs::create_dir_all(folder()).expect("docs/recorded can be made");
        fs::write(&file, given).expect("docs/recorded can be written");
        return;
    }
    let recorded = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(given, recorded, "docs/recorded/{name} is of another version; again: cargo xtask docs --record");
}

/// These codes, and no others of their producer, came with these answers.
pub(crate) fn errors_are_recorded(producer: Producer, answers: &[(ErrorCode, Value)]) {
    let of_producer = ErrorCode::ALL.iter().copied().filter(|code| code.producer() == producer);
    let codes: Vec<ErrorCode> = answers.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, of_producer.collect::<Vec<_>>(), "the codes of the table and of the run");
    let all: BTreeMap<&str, Value> = answers
        .iter()
        .map(|(code, answer)| {
            assert_eq!(answer["error"]["code"], code.as_str());
            (code.as_str(), json!({ "status": code.status(), "message": answer["error"]["message"] }))
        })
        .collect();
    let text = json!(all).to_string();
    let text = Json::parse(&text).expect("JSON").written(Language::Json, 0) + "\n";
    is_recorded(recorded::errors_file(producer), &text);
}

#[test]
fn the_codes_of_the_page_are_those_of_the_table() {
    let page = fs::read_to_string(repository::path("docs/errors.md")).expect("docs/errors.md");
    let mut of_page: Vec<&str> = page.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut of_table: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    of_page.sort_unstable();
    of_table.sort_unstable();
    assert_eq!(of_page, of_table);
}
