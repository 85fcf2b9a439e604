//! Embeds the built files of `npm/widget`, so that the proxy is one bundle with nothing beside it.
//!
//! Without them (`cargo check` on a fresh clone) the table is empty and `/widget/…` is 404; `cargo xtask` builds the
//! widget first.

use std::{env, fmt::Write, fs, io, path::Path};

fn main() -> io::Result<()> {
    // Asked for when it runs: a build folder that two clones share holds one script for both.
    let root = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("cargo sets CARGO_MANIFEST_DIR"))?;
    let dist = Path::new(&root).join("../npm/widget/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut names: Vec<String> = fs::read_dir(&dist)
        .map(|entries| entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
        .unwrap_or_default();
    names.sort();
    let mut rows = String::new();
    for name in &names {
        if let Some(content_type) = content_type(name) {
            let path = dist.join(name).display().to_string();
            writeln!(rows, "    ({name:?}, {content_type:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
        }
    }
    if rows.is_empty() {
        println!("cargo:warning=npm/widget/dist has no files: run `cargo xtask build widget`");
    }
    let table = format!("pub(crate) static FILES: &[(&str, &str, &[u8])] = &[\n{rows}];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("widget_files.rs"), table)
}

/// The types that browsers insist on; other files of the folder are not served.
fn content_type(name: &str) -> Option<&'static str> {
    match Path::new(name).extension()?.to_str()? {
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        _ => None,
    }
}
