//! The core against the contract: one module per feature, vectors from `tests/vectors/` at the root, which Python
//! computed, and properties over inputs that nobody thought of.

mod arbitrary;
mod body;
mod cursor;
mod endpoint;
mod error;
mod error_texts;
mod event;
mod hmac;
mod hthmac;
mod id;
mod model;
mod origin;
mod public_keys;
mod query;
mod rate_limit;
mod redaction;
mod retry;
mod route;
mod scope;
mod secret;
mod session;
mod target;
mod time;
mod vectors;
mod webhook;
mod window;

/// A file that this list forgets would never run.
#[test]
fn every_file_of_the_folder_is_a_module() {
    let list = include_str!("main.rs");
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).expect("the folder");
    let names = folder.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    for name in names.filter_map(|name| name.strip_suffix(".rs").map(String::from)).filter(|name| name != "main") {
        assert!(list.contains(&format!("\nmod {name};\n")), "tests/{name}.rs is in no module list");
    }
}
