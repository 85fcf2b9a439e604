//! Makes the style sheet small, and the wasm module's stack too.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/browser/style.css");
    let css = fs::read_to_string("src/browser/style.css")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("style.css"), compact(&css))?;

    if env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        // The linker's default of 1 MiB would make every page that shows the widget reserve 17 pages instead of 2.
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=65536");
    }
    Ok(())
}

/// Removes comments, and white space where CSS does not need it.
fn compact(css: &str) -> String {
    let mut bare = String::new();
    for (index, part) in css.split("/*").enumerate() {
        bare.push_str(if index == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    let mut words = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    for (spaced, tight) in [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("} ", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
        (" > ", ">"),
        (";}", "}"),
    ] {
        words = words.replace(spaced, tight);
    }
    words
}
