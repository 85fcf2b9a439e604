//! `curl` and `openssl`, put together as the reference's shell example does (api-v1.md §1).

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;

use helpthread_tests::http::Answer;
use helpthread_tests::token::now;

/// The workspace's credential, published in api-v1.md §9.
pub(crate) const KEY: &str = "sk_test_abc123";
/// Its secret.
pub(crate) const SECRET: &str = "whsec_test_9d8f7a6b5c4e3d2c1b0a";

/// A key and its secret.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub(crate) key: String,
    pub(crate) secret: String,
}

/// The Authorization header of a call.
#[derive(Clone)]
enum Authorization {
    /// The right one, made when the call is.
    Signed,
    None,
    Given(String),
}

/// One call of `curl`.
#[derive(Clone)]
pub(crate) struct Call {
    url: String,
    method: Option<String>,
    body: Option<Vec<u8>>,
    headers: Vec<String>,
    authorization: Authorization,
}

impl Call {
    pub(crate) fn to(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            method: None,
            body: None,
            headers: Vec::new(),
            authorization: Authorization::Signed,
        }
    }

    pub(crate) fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn header(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    /// Without an Authorization header.
    pub(crate) fn unsigned(mut self) -> Self {
        self.authorization = Authorization::None;
        self
    }

    /// With this Authorization header.
    pub(crate) fn authorization(mut self, header: &str) -> Self {
        self.authorization = Authorization::Given(header.to_owned());
        self
    }

    /// Signed with another credential than the demo workspace's own.
    pub(crate) fn signed_by(self, credential: &Credential) -> Self {
        let signature = sign_with(&credential.secret, self.body.as_deref().unwrap_or_default());
        self.authorization(&header(&credential.key, &signature, &now().to_string()))
    }

    /// A JSON body.
    pub(crate) fn json(self, body: &serde_json::Value) -> Self {
        self.header("Content-Type: application/json").body(body.to_string())
    }

    /// Signed right, with a timestamp so many seconds from now.
    pub(crate) fn signed_at(self, offset: i64) -> Self {
        let signature = sign(self.body.as_deref().unwrap_or_default());
        self.authorization(&header(KEY, &signature, &(now() + offset).to_string()))
    }

    /// The answer, or none when the server is not there or goes away before it answers.
    pub(crate) fn retry_on_a_dead_server(self) -> Option<Answer> {
        let call = self.signed();
        let output = ended(&mut call.command(), call.body.as_deref().unwrap_or_default());
        // curl's own words for: refused, a body that breaks off, an empty reply, a reset while receiving or sending. It calls a head
        // that breaks off a success.
        match output.status.code() {
            Some(0) => Answer::read(&output.stdout[..], false).ok(),
            Some(7 | 18 | 52 | 55 | 56) => None,
            other => panic!("curl ended with {other:?}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// Runs curl. The body goes through its standard input, so that it may be large.
    pub(crate) fn answer(self) -> Answer {
        let call = self.signed();
        let output = run(&mut call.command(), call.body.as_deref().unwrap_or_default());
        Answer::read(&output[..], call.method.as_deref() == Some("HEAD")).expect("curl prints an answer")
    }

    fn signed(self) -> Self {
        if matches!(self.authorization, Authorization::Signed) { self.signed_at(0) } else { self }
    }

    fn command(&self) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--raw", "--http1.1", "--path-as-is", "--globoff"]);
        curl.args(["--max-time", "30", "--header", "Accept: application/json"]);
        if let Some(method) = &self.method {
            curl.args(if method == "HEAD" { vec!["--head"] } else { vec!["--request", method] });
        } else if self.body.is_some() {
            curl.args(["--request", "GET"]);
        }
        if let Authorization::Given(authorization) = &self.authorization {
            curl.args(["--header", &format!("Authorization: {authorization}")]);
        }
        curl.args(self.headers.iter().flat_map(|header| ["--header", header]));
        if self.body.is_some() {
            curl.args(["--data-binary", "@-"]);
        }
        curl.arg(&self.url);
        curl
    }
}

/// The Authorization header of these values, right or wrong.
pub(crate) fn header(key: &str, signature: &str, timestamp: &str) -> String {
    format!(r#"HTHMAC workspace_key="{key}", signature="sha256={signature}", timestamp="{timestamp}""#)
}

/// `openssl dgst -sha256 -hmac $WORKSPACE_SECRET -hex` of a body.
pub(crate) fn sign(body: &[u8]) -> String {
    // Every GET has the same signature, as the contract warns: it is made once.
    static OF_NOTHING: OnceLock<String> = OnceLock::new();
    let sign = || sign_with(SECRET, body);
    if body.is_empty() { OF_NOTHING.get_or_init(sign).clone() } else { sign() }
}

/// The same with any secret.
fn sign_with(secret: &str, body: &[u8]) -> String {
    let output = run(Command::new("openssl").args(["dgst", "-sha256", "-hmac", secret, "-hex"]), body);
    let output = String::from_utf8(output).expect("openssl prints text");
    output.split_whitespace().last().expect("openssl prints a signature").to_owned()
}

/// Runs a command with `input` and returns its output.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> Vec<u8> {
    let output = ended(command, input);
    let program = command.get_program().display();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Runs a command with `input` until it ends, however it ends.
fn ended(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let mut pipe = child.stdin.take().expect("its input is a pipe");
    thread::scope(|scope| {
        // A command may end before it has read everything.
        scope.spawn(move || drop(pipe.write_all(input)));
        child.wait_with_output().expect("it can be waited for")
    })
}
