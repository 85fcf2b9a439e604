//! How an example is run: by the program of its language, unchanged, in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use helpthread_docs::examples::Example;
use tempfile::TempDir;
use xtask::{repository, setup};

use crate::curl::{Credential, KEY, SECRET};

/// An example on its way.
pub(super) struct Run {
    command: Command,
    input: Vec<u8>,
    // Removed when it has ended.
    _folder: TempDir,
}

/// The credential of the demo workspace.
pub(super) fn demo() -> Credential {
    Credential { key: KEY.to_owned(), secret: SECRET.to_owned() }
}

/// Makes `@helpthread/node` what an integrator has installed in this folder.
pub(super) fn install_sdk(folder: &Path) {
    let scope = folder.join("node_modules/@helpthread");
    fs::create_dir_all(&scope).expect("a folder");
    let package = scope.join("node");
    if !package.exists() {
        std::os::unix::fs::symlink(repository::path("npm/node"), package).expect("a link");
    }
}

impl Run {
    pub(super) fn of(example: &Example, base_url: &str, credential: &Credential) -> Self {
        let folder = TempDir::new().expect("an empty folder");
        // The very file that the page links to.
        let file = folder.path().join(example.language.file);
        fs::copy(repository::path("docs").join(example.path()), &file)
            .unwrap_or_else(|error| panic!("{}: {error}; again: cargo xtask docs", example.path()));
        fs::write(folder.path().join("package.json"), r#"{ "type": "module" }"#).expect("a file");
        // Tells curl to print the head of the answer too, without changing the script.
        fs::write(folder.path().join(".curlrc"), "include\n").expect("a file");
        let mut command = match example.language.file.rsplit('.').next() {
            Some("sh") => Command::new("sh"),
            Some("py") => Command::new(setup::python::program("python")),
            Some("php") => Command::new("php"),
            _ => Command::new(repository::npm_command("node")),
        };
        if example.language.key == "sdk" {
            install_sdk(folder.path());
        }
        command.arg(&file).current_dir(folder.path());
        command.env("HELPTHREAD_BASE_URL", base_url);
        command.env("HELPTHREAD_WORKSPACE_KEY", &credential.key).env("HELPTHREAD_WORKSPACE_SECRET", &credential.secret);
        Self { command, input: Vec::new(), _folder: folder }
    }

    pub(super) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(super) fn input(mut self, input: &[u8]) -> Self {
        input.clone_into(&mut self.input);
        self
    }

    /// With the head of the answer before its body, where curl prints it.
    pub(super) fn with_head(mut self) -> Self {
        let folder = self.command.get_current_dir().expect("it has a folder").to_owned();
        self.command.env("CURL_HOME", folder);
        self
    }

    pub(super) fn ended(mut self) -> Output {
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.command.get_program().display()));
        // A program may end before it has read everything.
        drop(child.stdin.take().expect("a pipe").write_all(&self.input));
        child.wait_with_output().expect("it can be waited for")
    }

    /// What it prints, once it has succeeded.
    pub(super) fn printed(self) -> String {
        let program = self.command.get_program().display().to_string();
        let output = self.ended();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it prints text")
    }
}
