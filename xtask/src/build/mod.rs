//! Builds what ships, and only what is not up to date.
//!
//! ```text
//! crates/sdk    ──▶ npm/node/dist   ──▶ www/build     (with the CRM data of crates/inbox, and docs/)
//! crates/widget ──▶ npm/widget/dist ──▶ worker/build  (which embeds the widget's files) ──▶ npm/worker/dist
//! api           ──▶ api/build
//! ```
//!
//! Cargo decides whether Rust has to be compiled; a stamp ([`stamp`]) decides whether its result has to be packaged
//! again. The three rows above are independent: they run side by side, so that one compiles while another packages.

mod package;
mod part;
mod places;
mod stamp;
mod wasm;
mod worker;
mod www;

use std::thread;

use anyhow::{Context, Result, anyhow};

pub use part::{Part, Profile};
pub(crate) use places::cargo_home;

use crate::failure::Failure;
use crate::terminal;

/// Build `parts`, and before each what it is made from. The tools of [`crate::setup::toolchain`] must be there.
///
/// # Errors
/// The first failure, with the log of the command that failed.
pub fn build(parts: &[Part], profile: Profile) -> Result<()> {
    let wanted = part::with_needs(parts);
    thread::scope(|scope| {
        let rows = part::ROWS.map(|row| {
            let row: Vec<Part> = row.iter().copied().filter(|part| wanted.contains(part)).collect();
            scope.spawn(move || row.into_iter().try_for_each(|part| build_one(part, profile)))
        });
        rows.into_iter().try_for_each(|row| row.join().map_err(|_| anyhow!("a build thread panicked"))?)
    })
}

/// Names what a part was last made from: a different answer means that it has been made again since.
#[must_use]
pub fn made(part: Part) -> Option<String> {
    stamp::written(part)
}

fn build_one(part: Part, profile: Profile) -> Result<()> {
    let step = terminal::step(format!("build {}", part.about()));
    let built = match part {
        Part::Sdk | Part::Widget => package::build(&step, part, profile),
        Part::Api | Part::Worker => worker::build(&step, part, profile),
        Part::Www => www::build(&step, profile),
    };
    match built {
        Ok(Outcome::Built) => step.done(""),
        Ok(Outcome::UpToDate) => step.done("up to date"),
        Err(error) => return Err(name_again(error, part, profile)),
    }
    Ok(())
}

/// Whether a build had anything to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Built,
    UpToDate,
}

/// A failed part is repeated on its own, not with everything that was asked for.
fn name_again(error: anyhow::Error, part: Part, profile: Profile) -> anyhow::Error {
    let release = if profile == Profile::Release { " --release" } else { "" };
    match error.downcast::<Failure>() {
        Ok(failure) => failure.again(format!("cargo xtask build {}{release}", part.name())).into(),
        Err(error) => Err::<(), _>(error).with_context(|| format!("cannot build {}", part.about())).unwrap_err(),
    }
}
