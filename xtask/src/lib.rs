//! `cargo xtask`: everything that a person or CI does with this repository, under the same names.
//!
//! ```text
//! main ──▶ tasks ──▶ dev ────┬──▶ setup   what is missing is fetched
//!                    test ───┼──▶ build   what is out of date is built
//!                    build ──┘
//!                    stack ─────▶ stack   workerd processes, which tests use as a library
//! ```
//!
//! | module | holds |
//! | --- | --- |
//! | [`tasks`] | the table of tasks: help and dispatcher |
//! | [`suite`] | the table of test rows: what CI runs |
//! | [`setup`], [`build`], [`stack`] | the steps that tasks share |
//! | [`fuzz`] | the fuzzer: built, run, and its corpora kept small |
//! | [`mutants`] | the rules changed one at a time, to find those that no test holds |
//! | [`release`] | every artefact of a release, built, checked and hashed |
//! | [`supply_chain`] | licences, advisories, signatures and bills of materials of what we depend on |
//! | [`settings`] | the development settings of the three Workers |
//! | [`guard`] | why nothing we start outlives us |
//!
//! Runs on Linux and macOS. Not here: anything that ships.
#![forbid(unsafe_code)]

pub mod build;
pub mod command;
pub mod dev;
pub mod failure;
pub mod fuzz;
pub mod guard;
pub mod mutants;
pub mod release;
pub mod repository;
pub mod settings;
pub mod setup;
mod side_by_side;
pub mod stack;
pub mod suite;
pub mod supply_chain;
pub mod tasks;
pub mod terminal;
