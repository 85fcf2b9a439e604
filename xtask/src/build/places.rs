//! Where this machine keeps sources: what a module must not tell, and must not depend on.
//!
//! Panics carry the path of the source line that they come from. rustc writes another prefix in place of each of ours, so that the same
//! commit gives the same bytes in every folder and on every machine (`cargo xtask release --dry-run --reproduce` compares two).

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::command::query;
use crate::repository;

/// rustc's flags that take the folders of this machine out of a module. Of several that fit, rustc takes the last.
///
/// # Errors
/// If rustc does not say where its own sources are, or nothing says where cargo keeps its crates.
pub(super) fn forgotten() -> Result<Vec<String>> {
    let cargo_home = cargo_home().context("cannot tell where cargo keeps its crates")?;
    let mut flags = vec![remap(&cargo_home, "cargo")];
    // A folder for each registry, named by a hash of its address: a mirror's is another than the real one's. Nothing in its place, for
    // every byte of a path is in the SDK's and the widget's modules.
    let registries = fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten();
    flags.extend(registries.map(|entry| remap(&entry.path().join(""), "")));
    flags.push(remap(repository::root(), "edge"));
    // What build scripts write.
    flags.push(remap(&repository::target(), "target"));
    flags.push(standard_library().context("rustc does not say where the standard library's sources are")?);
    Ok(flags)
}

fn remap(from: &Path, to: &str) -> String {
    format!("--remap-path-prefix={}={to}", from.display())
}

/// Where cargo keeps what it downloads.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// Where the component rust-src is installed, rustc names its files in place of those of the machine that the library was built on.
fn standard_library() -> Option<String> {
    let installed = PathBuf::from(query("rustc", &["--print", "sysroot"])?).join("lib/rustlib/src/rust");
    let about = query("rustc", &["--version", "--verbose"])?;
    let commit = about.lines().find_map(|line| line.strip_prefix("commit-hash: "))?;
    Some(remap(&installed, &format!("/rustc/{commit}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_flag_writes_a_folder_of_this_machine_and_each_takes_one_away() {
        let flags = forgotten().unwrap();
        for folder in [repository::root(), &repository::target(), &cargo_home().unwrap()] {
            assert!(flags.iter().any(|flag| flag.contains(&format!("={}=", folder.display()))), "{flags:?}");
        }
        for flag in &flags {
            let to = flag.rsplit('=').next().unwrap();
            assert!(!to.starts_with('/') || to.starts_with("/rustc/"), "{flag}");
        }
    }
}
