//! The two programs that turn Rust into Workers and npm packages, at pinned versions, in `target/tools`.
//!
//! They are installed one after the other into one build directory, because they share most of their dependencies.
//! A debug build without debug information takes a quarter of a release build's time and runs fast enough.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result};

use super::versions;
use crate::command::{cargo, query, run};
use crate::{repository, terminal};

/// Equal to the `worker` crate in the root `Cargo.toml`.
const WORKER_BUILD: &str = "0.8.7";
/// Licences, sources, duplicates and advisories of what we depend on.
const CARGO_DENY: &str = "0.20.2";
/// Writes the bills of materials.
const CARGO_CYCLONEDX: &str = "0.5.9";
/// Changes the rules one at a time.
const CARGO_MUTANTS: &str = "27.1.0";

struct CargoTool {
    name: &'static str,
    package: &'static str,
    version: String,
    /// What makes it print its version.
    version_query: &'static [&'static str],
    /// What `cargo install` is told besides.
    arguments: &'static [&'static str],
}

/// Where `wasm-bindgen` is, once [`ensure`] has been called.
#[must_use]
pub fn wasm_bindgen() -> PathBuf {
    repository::tools().join("bin/wasm-bindgen")
}

/// Where `worker-build` is, once [`ensure`] has been called.
#[must_use]
pub fn worker_build() -> PathBuf {
    repository::tools().join("bin/worker-build")
}

/// Install the tools whose pinned version is not there.
///
/// # Errors
/// If `Cargo.lock` names no wasm-bindgen, or an install fails.
pub fn ensure() -> Result<()> {
    let lock = fs::read_to_string(repository::path("Cargo.lock")).context("cannot read Cargo.lock")?;
    let bindgen = versions::locked(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    let tools = [
        CargoTool {
            name: "worker-build",
            package: "worker-build",
            version: WORKER_BUILD.to_owned(),
            version_query: &["--version"],
            arguments: worker_build_arguments(),
        },
        CargoTool {
            name: "wasm-bindgen",
            package: "wasm-bindgen-cli",
            version: bindgen.to_owned(),
            version_query: &["--version"],
            arguments: &[],
        },
    ];
    tools.iter().filter(|tool| !tool.is_installed()).try_for_each(CargoTool::install)
}

/// Install the tools of `cargo xtask supply-chain`, which nothing else needs.
///
/// # Errors
/// If an install fails.
pub fn ensure_auditors() -> Result<()> {
    let tools = [
        CargoTool::locked("cargo-deny", CARGO_DENY, &["--version"]),
        CargoTool::locked("cargo-cyclonedx", CARGO_CYCLONEDX, &["cyclonedx", "--version"]),
    ];
    tools.iter().filter(|tool| !tool.is_installed()).try_for_each(CargoTool::install)
}

/// Install the tool of `cargo xtask mutants`, which nothing else needs.
///
/// # Errors
/// If the install fails.
pub fn ensure_mutants() -> Result<()> {
    let tool = CargoTool::locked("cargo-mutants", CARGO_MUTANTS, &["--version"]);
    if tool.is_installed() { Ok(()) } else { tool.install() }
}

/// Where `cargo-mutants` is, once [`ensure_mutants`] has been called.
#[must_use]
pub fn cargo_mutants() -> PathBuf {
    repository::tools().join("bin/cargo-mutants")
}

/// Where `cargo-deny` is, once [`ensure_auditors`] has been called.
#[must_use]
pub fn cargo_deny() -> PathBuf {
    repository::tools().join("bin/cargo-deny")
}

/// Where `cargo-cyclonedx` is, once [`ensure_auditors`] has been called.
#[must_use]
pub fn cargo_cyclonedx() -> PathBuf {
    repository::tools().join("bin/cargo-cyclonedx")
}

/// worker-build links the system's OpenSSL, for downloads that we never ask for. Where its headers are not installed
/// OpenSSL is compiled too: that costs a minute more and needs another lock than the package's own.
///
/// wasm-bindgen-cli never takes its own lock file, which names packages that registries have withdrawn.
fn worker_build_arguments() -> &'static [&'static str] {
    let found = env::var_os("OPENSSL_DIR").is_some() || query("pkg-config", &["--exists", "openssl"]).is_some();
    if found || !cfg!(target_os = "linux") { &["--locked"] } else { &["--features", "ureq/vendored"] }
}

impl CargoTool {
    /// A tool whose package is named as it is, with the lock file that it was published with.
    fn locked(name: &'static str, version: &str, version_query: &'static [&'static str]) -> Self {
        Self { name, package: name, version: version.to_owned(), version_query, arguments: &["--locked"] }
    }

    fn is_installed(&self) -> bool {
        let program = repository::tools().join("bin").join(self.name);
        query(program, self.version_query).as_deref().and_then(versions::printed) == Some(self.version.as_str())
    }

    fn install(&self) -> Result<()> {
        let step = terminal::step(format!("{} {}", self.name, self.version));
        let mut install = cargo();
        install
            .args(["install", "--debug", "--force", "--bin", self.name, "--root"])
            .arg(repository::tools())
            .arg(format!("{}@{}", self.package, self.version))
            .env("CARGO_TARGET_DIR", repository::tools().join("build"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0")
            .args(self.arguments);
        run(&step, &format!("cargo install {}", self.package), &mut install)?;
        step.done("installed");
        Ok(())
    }
}
