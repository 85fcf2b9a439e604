//! The README's recipe for public keys, run as it is printed: `openssl` makes the key, Node signs, the proxy takes the token.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, MARCUS, Proxy, history_of};
use xtask::repository;
use xtask::settings::Worker;

use crate::curl::run;

const P256: &str = "-algorithm ec -pkeyopt ec_paramgen_curve:P-256";

/// What the section on public keys tells one to type, and the module that it shows.
fn recipe() -> (Vec<String>, String) {
    let readme = fs::read_to_string(repository::path("README.md")).expect("the README");
    let section =
        readme.split("### Public keys").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("its section");
    assert!(section.contains(P256), "the README says how to make a P-256 key");
    let block = |language: &str| {
        let rest = section.split(&format!("```{language}\n")).nth(1).expect("a block");
        rest.split("```").next().expect("its end").to_owned()
    };
    let commands = block("console").lines().filter_map(|line| line.strip_prefix("$ ").map(str::to_owned)).collect();
    (commands, block("js"))
}

fn shell(folder: &Path, line: &str) -> String {
    let output = run(Command::new("sh").args(["-c", line]).current_dir(folder), b"");
    String::from_utf8(output).expect("text").trim().to_owned()
}

/// An empty folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("key_pairs").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn a_token_of_the_recipe_is_taken(name: &str, algorithm: &str) {
    let (commands, module) = recipe();
    let [make, print] = commands.as_slice() else { panic!("two commands, not {commands:?}") };
    let folder = folder(name);
    shell(&folder, &make.replace("-algorithm ed25519", algorithm));
    let jwks = shell(&folder, print);
    fs::write(folder.join("token.mjs"), module).expect("the module is written");
    let mint = format!("import {{ sessionToken }} from './token.mjs'; console.log(sessionToken('{JANE}'))");
    fs::write(folder.join("mint.mjs"), mint).expect("the program is written");
    let token = shell(&folder, r#"SESSION_PRIVATE_KEY="$(cat session-key.pem)" node mint.mjs"#);

    let proxy = Proxy::start(|options| {
        let options = options.set(Worker::Proxy, "SESSION_JWKS", &jwks);
        options.unset(Worker::Proxy, "SESSION_SECRET").unset(Worker::Proxy, "SESSION_SECRET_PREVIOUS")
    });
    assert_eq!(proxy.send(&Request::get(&history_of(JANE)).bearer(&token)).status, 200, "{jwks}");
    assert_eq!(proxy.send(&Request::get(&history_of(MARCUS)).bearer(&token)).status, 404);
}

#[test]
fn an_ed25519_key_of_the_readme_opens_a_customers_history() {
    a_token_of_the_recipe_is_taken("ed25519", "-algorithm ed25519");
}

#[test]
fn a_p256_key_of_the_readme_opens_a_customers_history() {
    a_token_of_the_recipe_is_taken("p256", P256);
}
