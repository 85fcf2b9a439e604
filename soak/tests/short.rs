//! Every episode once, in a good minute: with a seed that is always the same, so that what CI says of a change is about the change. Another one,
//! also one that a long run named, is given in `SOAK_SEED`.

use helpthread_soak::Options;

const AGAIN: &str = "cargo test --package helpthread-soak --test short";

#[test]
fn nothing_is_lost_in_any_episode() {
    let seed = std::env::var("SOAK_SEED").map_or(1, |seed| seed.parse().expect("SOAK_SEED is a number"));
    let report = helpthread_soak::run(&Options::short(seed)).unwrap_or_else(|error| panic!("seed {seed}: {error:#}"));
    println!("{report}");
    assert!(report.is_clean(), "seed {seed}:\n{}\nagain: SOAK_SEED={seed} {AGAIN}", report.findings.join("\n"));
}
