//! Row 5: the secret, or the signature that every GET shares. Each test of this folder searches every answer for both
//! (`helpthread_tests::proxy`), and the log when the proxy ends.

use std::fs;
use std::path::{Path, PathBuf};

use helpthread_tests::http::{self, Request};
use helpthread_tests::inbox;
use helpthread_tests::proxy::{JANE, KEY, SECRET, assert_no_secret, history_of, turn};
use helpthread_tests::token::{mac, now};
use helpthread_tests::upstream::{answer, bytes};
use helpthread_tests::wait::until;
use xtask::settings::Worker;
use xtask::stack::{Stack, StackOptions};
use xtask::{repository, settings};

use crate::own_history;

/// The Authorization header that upstream got.
fn authorization() -> String {
    let proxy = turn();
    proxy.send(&own_history());
    let headers = proxy.upstream.requests()[0].headers();
    let mut values = headers.into_iter().filter(|(name, _)| name == "authorization");
    let (_, value) = values.next().expect("upstream gets an Authorization header");
    assert!(values.next().is_none());
    value
}

#[test]
fn upstream_gets_the_contracts_signature_made_at_the_last_moment() {
    let before = now();
    let header = authorization();
    let signature = base16ct::lower::encode_string(&mac(SECRET, b""));
    let made = |at: i64| format!(r#"HTHMAC workspace_key="{KEY}", signature="sha256={signature}", timestamp="{at}""#);
    assert!((before..=now()).any(|at| header == made(at)), "{header}");
}

#[test]
#[should_panic(expected = "a secret leaked")]
fn the_search_would_find_the_signature() {
    assert_no_secret(&authorization());
}

#[test]
fn an_upstream_that_sends_the_signature_back_does_not_reach_the_client() {
    let proxy = turn();
    for status in ["200 OK", "400 Bad Request", "401 Unauthorized", "404 Not Found", "500 Internal Server Error"] {
        let status = status.to_owned();
        proxy.upstream.script(std::sync::Arc::new(move |received, connection| {
            let header = received.headers().into_iter().find(|(name, _)| name == "authorization");
            let echo =
                format!("X-Echo: {}\r\nContent-Type: application/json\r\n", header.clone().unwrap_or_default().1);
            let body = serde_json::json!({ "error": { "code": "oops", "message": header } }).to_string();
            std::io::Write::write_all(connection, answer(&status, &echo, &body).as_bytes())
        }));
        // `send` searches the answer.
        assert!(proxy.send(&own_history()).status >= 400);
    }
    assert_no_secret(&proxy.log());
}

#[test]
fn a_refusal_that_quotes_the_signature_of_a_write_is_told_in_our_words() {
    let proxy = turn();
    proxy.upstream.script(std::sync::Arc::new(|received, connection| {
        let header = received.headers().into_iter().find(|(name, _)| name == "authorization").unwrap_or_default().1;
        let body = serde_json::json!({ "error": { "code": "conflict", "message": header } }).to_string();
        let whole = answer("409 Conflict", "Content-Type: application/json\r\n", &body);
        std::io::Write::write_all(connection, whole.as_bytes())
    }));
    let told = proxy.send(&crate::change());
    assert_eq!(told.refusal(), (409, "conflict".to_owned()));
    let sent = &proxy.upstream.requests()[0];
    let signature = base16ct::lower::encode_string(&mac(SECRET, &sent.body));
    assert!(sent.head.contains(&signature), "upstream got it");
    assert!(!told.everything().contains(&signature) && !proxy.log().contains(&signature));
}

#[test]
fn no_way_to_fail_tells_a_secret() {
    let proxy = turn();
    for script in
        [inbox::answers(), bytes("garbage"), bytes(""), bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")]
    {
        proxy.upstream.script(script);
        proxy.send(&own_history());
        proxy.send(&Request::get(&history_of(JANE)));
        proxy.send(&Request::get("/healthz"));
        proxy.send(&Request::get("/nothing"));
    }
    assert_no_secret(&proxy.log());
}

/// One signature reads the whole workspace for ever, so it must not travel in a header that the platform logs as it is.
#[test]
fn what_the_platform_logs_of_the_api_servers_requests_holds_no_signature() {
    let config = repository::path("tests/threats/drill/tail.capnp");
    let options = StackOptions::new([Worker::Api]).configuration(Worker::Api, config);
    let stack = Stack::start(options).unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
    let signature = base16ct::lower::encode_string(&mac(settings::WORKSPACE_SECRET, b""));
    let (key, timestamp) = (settings::WORKSPACE_KEY, now());
    let header = format!(r#"HTHMAC workspace_key="{key}", signature="sha256={signature}", timestamp="{timestamp}""#);
    let request = Request::get("/v1/conversations?limit=1").header("Authorization", &header);
    let answer = http::send(&stack.url(Worker::Api), &request).expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text());
    let told = || stack.log(Worker::Api).lines().filter(|line| line.contains("tail: ")).count();
    until("the Worker's request and its object's are told", || told() == 2);
    assert!(!stack.log(Worker::Api).contains(&signature), "{}", stack.log(Worker::Api));
}

/// A session token can only travel in `Sec-WebSocket-Protocol` there, which the platform does not take for a secret.
#[test]
fn the_platform_itself_logs_no_request_of_what_is_deployed() {
    for file in ["wrangler.toml", "api/wrangler.toml", "www/wrangler.toml"] {
        let text = fs::read_to_string(repository::path(file)).expect(file);
        assert!(text.contains("\n[observability]\nenabled = true\n"), "{file}");
        assert!(text.contains("\n[observability.logs]\nenabled = true\ninvocation_logs = false\n"), "{file}");
    }
}

/// What the dashboard serves under /docs, as its build has it.
const DOCUMENTATION: &str = "www/build/docs.js";

#[test]
fn the_documentation_that_the_dashboard_serves_is_the_repositorys_and_nothing_else() {
    let built = fs::read_to_string(repository::path(DOCUMENTATION)).expect("build with: cargo xtask build");
    let json = built.strip_prefix("export default ").and_then(|text| text.strip_suffix(";\n")).expect("a module");
    let served: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).expect("JSON");
    assert!(served.len() > 50, "{} files", served.len());
    for (name, file) in served {
        let text = fs::read_to_string(repository::path("docs").join(&name)).unwrap_or_default();
        assert_eq!(file["text"], text, "{name}");
        assert!(!text.contains(settings::SIGN_IN_SECRET), "{name}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn nothing_that_browsers_get_and_nothing_of_the_dashboard_holds_a_secret() {
    let signature = base16ct::lower::encode_string(&mac(settings::WORKSPACE_SECRET, b""));
    let secrets = [settings::WORKSPACE_SECRET, settings::SESSION_SECRET, settings::SIGN_IN_SECRET, &signature];
    for folder in ["npm/widget/dist", "npm/node/dist", "www/build"] {
        let files = files(&repository::path(folder));
        assert!(!files.is_empty(), "{folder} is empty; build with: cargo xtask build");
        // The documentation shows the published credentials of the sandbox on purpose; what it is made of is checked below.
        for file in files.into_iter().filter(|file| !file.ends_with(DOCUMENTATION)) {
            let bytes = fs::read(&file).expect("a built file");
            let holds = |secret: &&str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!secrets.iter().any(holds), "{} holds a secret", file.display());
        }
    }
}
