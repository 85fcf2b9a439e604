//! A fresh reader: takes a guide, an empty folder and a shell, writes the files that it shows, types its commands in order, and compares
//! what it says that they print. `…` stands for anything.
//!
//! What the reader is given besides, because it is not on the network: `git clone` of this repository, `npm install @helpthread/node` and
//! cargo's git dependency give the working copy. Ports are those of the stack that the test has started. Fences marked `aside` are for
//! another terminal (`cargo xtask dev`, which the stack stands for) or need an account.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use tempfile::TempDir;
use xtask::repository;
use xtask::settings::Worker;
use xtask::stack::{self, Stack, StackOptions};

use super::programs::install_sdk;

/// The guide that repeats another's commands must not find its changes; and each needs the whole machine.
static TURN: Mutex<()> = Mutex::new(());

enum Step<'a> {
    Write { name: &'a str, text: String },
    Type { command: String, printed: String },
}

/// The fences of a page: info string and text.
fn fences(page: &str) -> Vec<(&str, String)> {
    let mut fences = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            fences.push((info, text.join("\n") + "\n"));
        }
    }
    fences
}

fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for (info, text) in fences(page) {
        match info.split_once(' ') {
            Some((_, "aside")) => assert!(known_aside(&text), "who types this? {text}"),
            Some((_, name)) => steps.push(Step::Write { name, text }),
            None if info == "console" => {
                for part in format!("\n{text}").split("\n$ ").skip(1) {
                    let (command, printed) = part.split_once('\n').unwrap_or((part, ""));
                    steps.push(Step::Type { command: command.to_owned(), printed: printed.trim_end().to_owned() });
                }
            }
            None => {}
        }
    }
    steps
}

/// The stack stands for the first; others need an account; `npm/worker/test/template.test.mjs` takes the steps of the package.
fn known_aside(text: &str) -> bool {
    let known = ["git clone ", "cd edge", "cargo xtask dev", "npx wrangler secret put ", "npx wrangler deploy"];
    let package = ["npm install @helpthread/worker", "cp node_modules/@helpthread/worker/template/* .", "npm install"];
    let is_known = |line: &str| package.contains(&line) || known.iter().any(|known| line.starts_with(known));
    text.lines().all(|line| line.strip_prefix("$ ").is_some_and(is_known))
}

/// Whether the text is the pattern, in which `…` stands for anything.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    let parts: Vec<&str> = pattern.split('…').collect();
    if parts.len() == 1 {
        return text == pattern;
    }
    for (index, part) in parts.iter().enumerate() {
        let found = if index == 0 { rest.starts_with(part).then_some(0) } else { rest.find(part) };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || parts.last().is_some_and(|last| last.is_empty() || text.ends_with(last))
}

/// Programs that the reader finds first: the network's stand-ins.
fn stand_ins(folder: &Path) {
    let root = repository::root().display().to_string();
    let git = format!(
        "#!/bin/sh\nfor last; do :; done\n[ \"$1\" = clone ] && ln -s '{root}' \"$(basename \"$last\" .git)\"\n"
    );
    let npm = "#!/bin/sh\n[ \"$1 $2\" = 'install @helpthread/node' ] && echo 'added 1 package' && exit\nPATH=${PATH#*:} exec npm \"$@\"\n";
    for (name, text) in [("git", git.as_str()), ("npm", npm)] {
        let file = folder.join(name);
        fs::write(&file, text).expect("a program");
        let mut permissions = fs::metadata(&file).expect("it is there").permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
        fs::set_permissions(&file, permissions).expect("it can be run");
    }
}

/// Ends what the reader has started in the background.
struct Shell(Child);

impl Drop for Shell {
    fn drop(&mut self) {
        // The shell leads a group of its own, so this ends its servers too.
        let _ = Command::new("kill").args(["--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// The guide, with the ports of this stack, and another one for the reader's own server.
fn guide(slug: &str, stack: &Stack, own: u16) -> String {
    let page = fs::read_to_string(repository::path(&format!("docs/{slug}.md"))).expect("the guide");
    let workers = [(8787, Worker::Dashboard), (8788, Worker::Proxy), (8789, Worker::Api)];
    let page = workers
        .iter()
        .fold(page, |page, (port, worker)| page.replace(&format!("http://127.0.0.1:{port}"), &stack.url(*worker)));
    page.replace("8791", &own.to_string()).replace(
        "{ git = \"https://github.com/helpthread/edge\" }",
        &format!("{{ path = \"{}\" }}", repository::path("crates/core").display()),
    )
}

/// A command of the guide, what it says that the command prints, and the file of what it did print.
struct Expected {
    command: String,
    printed: String,
    output: PathBuf,
}

/// All of a guide as one script, so that what one command exports, the next one has.
fn script(page: &str, programs: &Path) -> (String, Vec<Expected>) {
    let mut lines = vec!["set -u".to_owned()];
    let mut expected = Vec::new();
    for step in steps(page) {
        match step {
            // In its place, so that no command sees a file that the reader has not yet come to.
            Step::Write { name, text } => {
                let source = programs.join(format!("file-{}", lines.len()));
                fs::write(&source, text).expect("a file");
                lines
                    .push(format!("mkdir -p \"$(dirname '{name}')\" && cp '{}' '{name}' || exit 99", source.display()));
            }
            Step::Type { command, printed } => {
                let output = programs.join(format!("printed-{}", expected.len()));
                lines.push(format!("exec >'{0}' 2>'{0}.error'\n{command}", output.display()));
                if !command.ends_with('&') {
                    lines.push("[ $? = 0 ] || exit 98".to_owned());
                }
                if command.starts_with("npm install") {
                    install_sdk(programs);
                    lines.push(format!("ln -s '{}' node_modules", programs.join("node_modules").display()));
                }
                expected.push(Expected { command, printed, output });
            }
        }
    }
    (lines.join("\n") + "\n", expected)
}

/// Follows a guide.
fn followed(slug: &str) {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let stack = Stack::start(StackOptions::new(Worker::ALL));
    let stack = stack.unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
    let claim = stack::claim().expect("a free port");
    let page = guide(slug, &stack, claim.ports.dashboard);
    let (folder, programs) = (TempDir::new().expect("an empty folder"), TempDir::new().expect("a folder"));
    stand_ins(programs.path());
    let (script, expected) = script(&page, programs.path());
    assert!(expected.len() > 4, "{slug} has {} commands", expected.len());
    run(&script, folder.path(), programs.path());
    for Expected { command, printed, output } in expected {
        let text = fs::read_to_string(&output).unwrap_or_else(|_| panic!("{slug} never came to: {command}"));
        let complaint = fs::read_to_string(format!("{}.error", output.display())).unwrap_or_default();
        let differs = format!("{slug}: $ {command}\n{text}\n{complaint}\nbut the guide says:\n{printed}");
        assert!(is_like(text.trim_end(), &printed), "{differs}");
    }
}

fn run(script: &str, folder: &Path, programs: &Path) {
    use std::os::unix::process::CommandExt;
    let path = std::env::var("PATH").unwrap_or_default();
    let bin = repository::root().join("node_modules/.bin");
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(folder).process_group(0);
    shell.env("PATH", format!("{}:{}:{path}", programs.display(), bin.display()));
    // What cargo says of this test's package would make the reader's cargo build everything again.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") || name.starts_with("LD_")) {
        if !["CARGO_HOME", "CARGO_TARGET_DIR"].contains(&name.as_str()) {
            shell.env_remove(name);
        }
    }
    shell.env("CARGO_TERM_COLOR", "never");
    shell.envs([("WRANGLER_SEND_METRICS", "false"), ("CI", "true"), ("NO_COLOR", "1")]);
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut shell = Shell(shell.spawn().expect("a shell"));
    shell.0.wait().expect("it can be waited for");
}

#[test]
fn from_nothing_to_a_signed_request() {
    followed("guide-first-request");
}

#[test]
fn embed_the_widget() {
    followed("guide-embed-the-widget");
}

#[test]
fn deploy_the_proxy() {
    followed("guide-deploy-the-proxy");
}

#[test]
fn rotate_a_credential() {
    followed("guide-rotate-a-credential");
}

#[test]
fn self_host_on_workerd() {
    followed("guide-self-host");
}

#[test]
fn receive_webhooks() {
    followed("guide-receive-webhooks");
}

#[test]
fn the_reader_notices_when_something_else_is_printed() {
    assert!(is_like("a b c", "a…c") && is_like("a", "a") && is_like("abc", "…") && is_like("", ""));
    assert!(!is_like("a b c", "a…d") && !is_like("ab", "a") && !is_like("a", "") && !is_like("ba", "a…"));
}
