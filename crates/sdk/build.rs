//! A small stack: nothing here recurses, and the linker's default of 1 MiB would be the whole of a fresh instance's memory
//! (17 pages against 2, platform-facts.md).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|architecture| architecture == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=65536");
    }
}
