//! The fuzzer: libFuzzer's `main` around the checks of the library. One program for all targets, so that it is linked once.
//!
//! The environment variable `FUZZ_TARGET` names the target; with `FUZZ_SEEDS` its seeds are written into that folder and nothing else
//! is done. The arguments are libFuzzer's own. Run by `cargo xtask fuzz`.
#![no_main]

use std::path::Path;
use std::process::exit;
use std::sync::OnceLock;
use std::{env, fs};

use helpthread_fuzz::Target;

static CHOSEN: OnceLock<&'static Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(init: choose(), |data: &[u8]| {
    if let Some(target) = CHOSEN.get() {
        (target.check)(data);
    }
});

/// Runs before libFuzzer does anything.
fn choose() {
    let name = env::var("FUZZ_TARGET").unwrap_or_default();
    let Some(target) = helpthread_fuzz::target(&name) else {
        eprintln!("FUZZ_TARGET names no target: {name:?}");
        exit(2);
    };
    if let Some(folder) = env::var_os("FUZZ_SEEDS") {
        for (number, seed) in (target.seeds)().iter().enumerate() {
            if let Err(error) = fs::write(Path::new(&folder).join(format!("seed-{number}")), seed) {
                eprintln!("cannot write a seed: {error}");
                exit(2);
            }
        }
        exit(0);
    }
    let _ = CHOSEN.set(target);
}
