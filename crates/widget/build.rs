//! Makes the wasm module's stack small.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        // The linker's default of 1 MiB would make every page that shows the widget reserve 17 pages instead of 2.
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=65536");
    }
    Ok(())
}
