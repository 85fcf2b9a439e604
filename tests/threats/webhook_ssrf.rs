//! threats.md row 35: a webhook makes the API server call what only the server can reach.
//!
//! Two walls, and each is tried alone: a URL that says where it points is refused when it is registered; a name that turns
//! out to be inside when it is resolved is refused by the network that the shipped configuration gives deliveries.

use std::fs;

use helpthread_tests::http::{self, Answer, Request};
use helpthread_tests::token::{mac, now};
use helpthread_tests::upstream::{Upstream, answer, bytes};
use helpthread_tests::wait::until;
use serde_json::{Value, json};
use xtask::repository;
use xtask::settings::Worker;
use xtask::stack::{Stack, StackOptions};

/// Not the published one, which a server that is no sandbox does not take.
const ADMIN_TOKEN: &str = "an administrator's token of this test";

/// An API server and a workspace on it.
struct Server {
    stack: Stack,
    workspace: String,
    key: String,
    secret: String,
    agent: String,
}

fn start(options: impl FnOnce(StackOptions) -> StackOptions) -> Server {
    let options = options(StackOptions::new([Worker::Api]).set(Worker::Api, "ADMIN_TOKEN", ADMIN_TOKEN));
    let stack = Stack::start(options).unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
    let [workspace, key, secret, agent] = [(); 4].map(|()| String::new());
    let mut server = Server { stack, workspace, key, secret, agent };
    let made =
        server.administer("POST", "/workspaces", &json!({ "plan": { "enterprise": 10_000 }, "agents": ["Amelia"] }));
    assert_eq!(made.status, 201, "{}", made.text());
    let text = |pointer: &str| made.json()["data"].pointer(pointer).and_then(Value::as_str).expect(pointer).to_owned();
    server.workspace = text("/workspace");
    server.key = text("/credential/key");
    server.secret = text("/credential/secret");
    server.agent = text("/agents/0/id");
    server
}

/// As it is hosted: no sandbox, and the network of `api/workerd.capnp` that reaches public addresses only.
fn hosted(options: StackOptions) -> StackOptions {
    options.unset(Worker::Api, "SANDBOX").public_network()
}

impl Server {
    fn administer(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = Request::new(method, &format!("/_admin{path}")).bearer(ADMIN_TOKEN);
        let request = request.header("Content-Type", "application/json").body(body.to_string());
        http::send(&self.stack.url(Worker::Api), &request).expect("an answer")
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let body = body.to_string();
        let signature = base16ct::lower::encode_string(&mac(&self.secret, body.as_bytes()));
        let (key, timestamp) = (&self.key, now());
        let authorization =
            format!(r#"HTHMAC workspace_key="{key}", signature="sha256={signature}", timestamp="{timestamp}""#);
        let request = Request::new("POST", &format!("/v1{path}")).header("Authorization", &authorization);
        let request = request.header("Content-Type", "application/json").body(body);
        http::send(&self.stack.url(Worker::Api), &request).expect("an answer")
    }

    fn register(&self, url: &str) -> Answer {
        self.post("/webhooks", &json!({ "url": url, "events": ["message.created"] }))
    }

    /// A customer writes in, which every webhook is told of.
    fn write_in(&self) {
        let message =
            json!({ "workspace": self.workspace, "customer_id": "cus_1", "subject": "Hello", "body": "Hello?" });
        assert_eq!(self.administer("POST", "/inbound", &message).status, 201);
    }

    fn log(&self, list: &str) -> Vec<Value> {
        let path = format!("/{list}?workspace={}&limit=100", self.workspace);
        self.administer("GET", &path, &json!(null)).json()["data"].as_array().cloned().expect("a list")
    }
}

/// The corpus of the rule's own test, with its escapes resolved, and what only a sandbox allows.
fn pointing_inside() -> Vec<String> {
    let text =
        fs::read_to_string(repository::path("crates/inbox/tests/inbox/corpus/refused_urls.txt")).expect("a corpus");
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let escapes = [("\\t", "\t"), ("\\r", "\r"), ("\\n", "\n"), ("\\0", "\0"), ("\\u{e9}", "\u{e9}")];
    let urls = rows.map(|row| row.rsplit_once(" | ").expect("a URL, a bar, why").0.to_owned());
    let urls = urls.map(|url| escapes.iter().fold(url, |url, (escape, meant)| url.replace(escape, meant)));
    urls.chain(["http://127.0.0.1:8789/", "http://localhost/", "http://[::1]/"].map(str::to_owned)).collect()
}

#[test]
fn a_url_that_points_inside_is_refused_in_every_spelling_and_leaves_nothing() {
    let server = start(hosted);
    let urls = pointing_inside();
    for spelling in
        ["0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "0177.", "0x7f", "localhost", ".local/", ".internal", "./", "@"]
    {
        assert!(urls.iter().any(|url| url.contains(spelling)), "the corpus lacks {spelling}");
    }
    for url in &urls {
        let answer = server.register(url);
        assert_eq!(answer.refusal(), (400, "invalid_webhook_url".to_owned()), "{url:?}");
    }
    server.write_in();
    assert_eq!((server.log("webhooks"), server.log("deliveries")), (vec![], vec![]));
}

/// A sandbox allows `http://localhost`, so webhooks to it can be there when the server is hosted: they stand for every name
/// that resolves inside, since the network looks at the address that a name has turned out to have.
#[test]
fn a_name_that_resolves_inside_is_not_reached() {
    let receiver = Upstream::start();
    receiver.script(bytes(answer("204 No Content", "", "")));
    let port =
        receiver.base_url().rsplit(':').next().and_then(|rest| rest.strip_suffix("/v1")).expect("a port").to_owned();
    let mut server = start(|options| options);
    let names = ["localhost", "127.0.0.1"];
    for name in names {
        let answer = server.register(&format!("http://{name}:{port}/hook"));
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    // Each is there: a sandbox on the private network reaches it.
    server.write_in();
    until("the sandbox's deliveries", || server.log("deliveries").iter().all(|row| row["state"] == "delivered"));
    assert_eq!(receiver.requests().len(), names.len());

    receiver.reset();
    server.stack.stop(Worker::Api).expect("it runs");
    server.stack.change(hosted);
    server.stack.start_again(Worker::Api).expect("it starts again");
    server.write_in();
    let failed = |row: &&Value| row["state"] == "due" && row["attempts"].as_i64() > Some(0);
    until("the failures of all", || server.log("deliveries").iter().filter(failed).count() == names.len());
    for row in server.log("deliveries").iter().filter(failed) {
        assert_eq!(row["last_outcome"], "unreachable", "{row}");
    }
    assert_eq!(receiver.requests().len(), 0, "nothing was sent");
    let sent = server.post(
        "/conversations/cnv_x/messages",
        &json!({ "author_type": "agent", "agent_id": server.agent, "body": "x" }),
    );
    assert_eq!(sent.refusal(), (404, "conversation_not_found".to_owned()), "and the server answers as ever");
}
