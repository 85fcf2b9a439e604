//! The benchmark still works: it fills both servers and gets the answers that it expects. It says nothing about speed.

use helpthread_bench::api::{Operation, Options, run};

#[test]
fn every_operation_is_answered_as_expected_by_both_servers() {
    let options = Options::smoke();
    let report = run(&options).unwrap_or_else(|error| panic!("{error:#}"));
    let measured = |operation: Operation| report.rows.iter().filter(move |row| row.operation == operation.name());
    for operation in Operation::ALL {
        let servers = if operation.is_list() { 2 } else { 1 };
        assert_eq!(measured(operation).count(), servers * options.sizes.len(), "{}", operation.name());
        assert!(measured(operation).all(|row| row.rate > 0.0));
    }
}
