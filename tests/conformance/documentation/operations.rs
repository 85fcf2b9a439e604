//! The five programs of every operation: each gets the same answer from a fresh demo workspace, and that answer is recorded.

use helpthread_core::endpoint::ENDPOINTS;
use helpthread_docs::examples::{Example, all};
use helpthread_docs::json_text::Json;
use helpthread_docs::operation::slug;
use helpthread_docs::recorded::{RAN, fingerprint};

use super::programs::{Run, demo};
use super::{is_recorded, normal, topics};
use crate::api::Api;
use crate::curl::Call;

/// Back to the seed, so that no example sees what another has changed.
pub(super) fn reset(api: &Api) {
    let call = Call::to(&format!("{}/_sandbox/reset", api.origin())).method("POST").unsigned();
    let answer = call.answer();
    assert!((200..300).contains(&answer.status), "{}", answer.text());
}

#[test]
fn every_example_runs_and_gives_what_is_recorded() {
    let api = Api::start();
    let examples = all();
    // Those that wait for the end of a minute do so meanwhile.
    std::thread::scope(|scope| {
        scope.spawn(topics::after_429_each_program_waits_and_succeeds);
        for endpoint in &ENDPOINTS {
            let of_operation: Vec<&Example> =
                examples.iter().filter(|example| example.topic == slug(endpoint.operation)).collect();
            assert_eq!(of_operation.len(), 5);
            same_answer(&api, endpoint.status, &of_operation);
        }
        topics::every_program_reads_every_page(&api);
        topics::every_program_tells_a_real_delivery_from_a_forged_one(&api);
    });
    let ran: Vec<String> =
        examples.iter().map(|example| format!("{} {}", fingerprint(&example.text), example.path())).collect();
    is_recorded(RAN, &(ran.join("\n") + "\n"));
}

fn same_answer(api: &Api, status: u16, examples: &[&Example]) {
    let mut recorded = String::new();
    for example in examples {
        reset(api);
        let run = Run::of(example, &api.base_url(), &demo());
        if example.language.key == "curl" {
            recorded = normal::answer(&run.with_head().printed());
            assert!(recorded.starts_with(&status.to_string()), "{recorded}");
            continue;
        }
        let given = Json::parse(&normal::json(&run.printed())).expect("JSON");
        let body = recorded.split_once("\n\n").map_or("", |(_, body)| body);
        let body = Json::parse(body).expect("JSON");
        // The package unwraps what is not a list.
        let data = body.fields().iter().find(|(name, _)| name == "data").map(|(_, data)| data);
        let expected = if example.language.key == "sdk" && body.fields().len() == 1 { data } else { Some(&body) };
        assert_eq!(Some(&given), expected, "{}", example.path());
    }
    is_recorded(&format!("{}.http", examples[0].topic), &recorded);
}
