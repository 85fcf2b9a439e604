//! Every episode once, in a minute: with a seed that is always the same, and with one that never is.

use helpthread_soak::Options;
use helpthread_soak::clock::true_time;

fn soak(seed: u64) {
    println!("seed {seed}");
    let report = helpthread_soak::run(&Options::short(seed)).unwrap_or_else(|error| panic!("seed {seed}: {error:#}"));
    println!("{report}");
    assert!(report.is_clean(), "seed {seed}:\n{}\nagain: SOAK_SEED={seed} {AGAIN}", report.findings.join("\n"));
}

const AGAIN: &str = "cargo test --package helpthread-soak --test short";

#[test]
fn nothing_is_lost_with_a_seed_that_is_known_and_with_a_seed_that_is_new() {
    soak(1);
    let chosen = std::env::var("SOAK_SEED").ok().and_then(|seed| seed.parse().ok());
    soak(chosen.unwrap_or_else(|| u64::try_from(true_time()).unwrap_or(2)));
}
