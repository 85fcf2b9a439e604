//! What a Python integrator is told (`integrator.py`), against what curl is told.

use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};
use xtask::repository;

use crate::api::api;
use crate::curl::run;
use crate::lists::JANE;

fn told() -> &'static Value {
    static TOLD: OnceLock<Value> = OnceLock::new();
    TOLD.get_or_init(|| {
        let program = repository::path("tests/conformance/integrator.py");
        let output = run(Command::new("python3").arg(program).arg(api().base_url()), b"");
        serde_json::from_slice(&output).expect("the program prints JSON")
    })
}

#[test]
fn python_reads_the_lists_that_curl_reads() {
    assert_eq!(told()["list"]["json"], api().page("/conversations?status=open&limit=25"));
    assert_eq!(told()["history"]["json"], api().page(&format!("/customers/{JANE}/conversations")));
    assert_eq!(told()["subjects"], json!(["Unable to update billing address", "Login issue on mobile app"]));
}

#[test]
fn python_signs_a_body_that_is_not_ascii() {
    assert_eq!(told()["with a body"]["status"], 200);
}

#[test]
fn python_is_refused_as_curl_is() {
    let refusal = |name: &str| (told()[name]["status"].clone(), told()[name]["json"]["error"]["code"].clone());
    assert_eq!(refusal("posted"), (json!(405), json!("method_not_allowed")));
    assert_eq!(refusal("wrong secret"), (json!(401), json!("invalid_signature")));
}

#[test]
fn the_date_header_is_the_time() {
    for name in ["list", "posted", "wrong secret"] {
        let clock: Vec<f64> = serde_json::from_value(told()[name]["clock"].clone()).expect("seconds");
        assert!(clock.len() == 3 && clock.is_sorted(), "{name}: the Date header is not of the request: {clock:?}");
    }
}
