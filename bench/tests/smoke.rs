//! The benchmarks still work: they start every server and get the answers that they expect. They say nothing about speed.

use helpthread_bench::api::{self, Operation};
use helpthread_bench::proxy::{self, Scenario};
use helpthread_bench::sdk::{self, Runtime, Task};
use helpthread_bench::widget;

#[test]
fn every_operation_is_answered_as_expected_by_both_servers() {
    let options = api::Options::smoke();
    let report = api::run(&options).unwrap_or_else(|error| panic!("{error:#}"));
    let measured = |operation: Operation| report.rows.iter().filter(move |row| row.operation == operation.name());
    for operation in Operation::ALL {
        let servers = if operation.is_list() { 2 } else { 1 };
        assert_eq!(measured(operation).count(), servers * options.sizes.len(), "{}", operation.name());
        assert!(measured(operation).all(|row| row.rate > 0.0));
    }
}

#[test]
fn every_scenario_is_answered_as_expected_by_every_proxy() {
    let report = proxy::run(&proxy::Options::smoke()).unwrap_or_else(|error| panic!("{error:#}"));
    for scenario in Scenario::ALL {
        let measured = || report.rows.iter().filter(|row| row.operation == scenario.name());
        assert_eq!(measured().count(), if scenario == Scenario::Cached { 2 } else { 3 }, "{}", scenario.name());
        assert!(measured().all(|row| row.rate > 0.0));
    }
}

#[test]
fn every_contender_signs_and_verifies_alike_on_every_runtime() {
    let report = sdk::run(&sdk::Options::smoke()).unwrap_or_else(|error| panic!("{error:#}"));
    for runtime in Runtime::ALL {
        for task in Task::ALL {
            let name = sdk::name(runtime, task);
            let measured = || report.facts.iter().filter(|fact| fact.what.starts_with(&format!("{name}: ")));
            assert_eq!(measured().count(), task.contenders().len(), "{name}");
            assert!(measured().all(|fact| fact.value > 0.0));
        }
    }
    assert!(report.facts.iter().any(|fact| fact.what == "stripe: KB gzip" && fact.value > 10.0));
}

#[test]
fn the_widget_and_its_peers_show_their_rows() {
    let report = widget::run(widget::Options::smoke()).unwrap_or_else(|error| panic!("{error:#}"));
    for measure in widget::MEASURES {
        let end = format!(": {measure}");
        assert_eq!(report.facts.iter().filter(|fact| fact.what.ends_with(&end)).count(), 3, "{measure}");
    }
    let figure = |what: &str| report.facts.iter().find(|fact| fact.what == what).map(|fact| fact.value);
    assert!(figure("helpthread-history: 1,000 rows, ms").is_some_and(|time| time > 0.0));
    assert!(figure("helpthread-history, memory at the start: pages of 64 KiB").is_some_and(|pages| pages <= 3.0));
}
