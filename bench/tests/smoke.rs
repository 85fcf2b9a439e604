//! The benchmarks still work: they start every server and get the answers that they expect. They say nothing about speed.

use helpthread_bench::api::{self, Operation};
use helpthread_bench::proxy::{self, Scenario};

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
