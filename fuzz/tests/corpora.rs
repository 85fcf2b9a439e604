//! Everything that fuzzing ever found worth keeping, checked natively.

use std::{fs, path::Path, path::PathBuf};

use helpthread_fuzz::{TARGETS, Target};

/// All corpora together, in bytes: they are for reading and for review, not for storage.
const MOST: usize = 200 * 1024;

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

fn corpus(target: &Target) -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name))
}

#[test]
fn every_target_holds_for_its_corpus() {
    for target in &TARGETS {
        let corpus = corpus(target);
        assert!(!corpus.is_empty(), "{} has no corpus", target.name);
        for file in corpus {
            // So that what was being checked is in the test's output if it fails.
            println!("{}", file.display());
            (target.check)(&fs::read(file).expect("a file"));
        }
    }
}

#[test]
fn every_target_holds_for_its_seeds() {
    for target in &TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        for seed in seeds {
            println!("{}: {}", target.name, seed.escape_ascii());
            (target.check)(&seed);
        }
    }
}

#[test]
fn corpora_are_small_and_each_is_a_targets() {
    let folders = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    let names: Vec<&str> = folders.iter().filter_map(|folder| folder.file_name()?.to_str()).collect();
    let mut known = TARGETS.map(|target| target.name);
    known.sort_unstable();
    assert_eq!(names, known);
    let bytes: u64 = TARGETS.iter().flat_map(corpus).map(|file| fs::metadata(file).expect("a file").len()).sum();
    assert!(bytes <= MOST as u64, "{bytes} bytes");
}
