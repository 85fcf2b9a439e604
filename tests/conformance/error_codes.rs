//! Every error code of api-v1.md §4 that the API produces, by a request that produces it. The core's own table is gone
//! through, so a code without a request fails.

use std::fs;
use std::path::{Path, PathBuf};

use helpthread_core::error::{ErrorCode, Producer};
use helpthread_tests::http::Answer;
use helpthread_tests::wait::until;
use serde_json::json;

use crate::api::{Api, files_in};
use crate::deliveries::{AGENT, BILLING};
use crate::documentation::errors_are_recorded;

const CLOSED: &str = "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W";

/// The answer to a request that makes the API say `code`.
fn provoked(api: &Api, code: ErrorCode) -> Answer {
    let list = |query: &str| api.get(&format!("/conversations{query}"));
    let change = |id: &str, body| api.get(&format!("/conversations/{id}")).method("PATCH").json(&body);
    let message = |body| api.get(&format!("/conversations/{BILLING}/messages")).method("POST").json(&body);
    let reply = |text: &str| message(json!({ "author_type": "agent", "agent_id": AGENT, "body": text }));
    let webhook =
        |url: &str| api.get("/webhooks").method("POST").json(&json!({ "url": url, "events": ["message.created"] }));
    match code {
        ErrorCode::InvalidRequest => message(json!({})).answer(),
        ErrorCode::InvalidFilter => list("?status=none").answer(),
        ErrorCode::InvalidStatusTransition => change(CLOSED, json!({ "status": "pending" })).answer(),
        ErrorCode::InvalidWebhookUrl => webhook("http://crm.example.com/hook").answer(),
        ErrorCode::MissingAuthentication => list("").unsigned().answer(),
        ErrorCode::InvalidSignature => list("").authorization("HTHMAC").answer(),
        ErrorCode::TimestampOutOfRange => list("").signed_at(-900).answer(),
        ErrorCode::InsufficientScope => list("").signed_by(&api.credential(&["webhooks:manage"])).answer(),
        ErrorCode::ConversationNotFound => change("cnv_nobody", json!({ "status": "open" })).answer(),
        ErrorCode::CustomerNotFound => api.get("/customers/cus_nobody/conversations").answer(),
        ErrorCode::Conflict => change(BILLING, json!({ "assignee_id": null })).header("If-Match: \"stale\"").answer(),
        ErrorCode::RateLimitExceeded => over_the_limit(api),
        ErrorCode::NotFound => api.get("/nothing").answer(),
        ErrorCode::MethodNotAllowed => list("").method("DELETE").answer(),
        ErrorCode::PayloadTooLarge => list("").body(vec![b' '; 256 * 1024 + 1]).answer(),
        ErrorCode::UnsupportedMediaType => change(BILLING, json!({})).header("Content-Type: text/plain").answer(),
        ErrorCode::IdempotencyMismatch => {
            assert_eq!(reply("one").header("Idempotency-Key: of-error-codes").answer().status, 201);
            reply("another").header("Idempotency-Key: of-error-codes").answer()
        }
        ErrorCode::InternalError => on_a_broken_disk(api),
        other => panic!("no request here makes the API say {other}"),
    }
}

/// One request a minute is allowed, and minutes end: so it is asked until one is refused.
fn over_the_limit(api: &Api) -> Answer {
    let (_, credential) = api.workspace(1);
    let ask = || api.get("/conversations").signed_by(&credential).answer();
    let mut answers = std::iter::repeat_with(ask).take(10);
    answers.find(|answer| answer.status == 429).expect("two of ten requests fall into one minute")
}

#[test]
fn every_code_of_the_api_is_produced_in_its_envelope_and_recorded() {
    let api = Api::start();
    let mut produced = Vec::new();
    for code in ErrorCode::ALL.iter().copied().filter(|code| code.producer() == Producer::Api) {
        let answer = provoked(&api, code);
        produced.push((code, answer.json()));
        assert_eq!(answer.refusal(), (code.status(), code.as_str().to_owned()), "{}", answer.text());
        let json = answer.json();
        let message = json["error"]["message"].as_str().unwrap_or_default();
        assert_eq!(json, json!({ "error": { "code": code.as_str(), "message": message } }));
        assert!(message.ends_with('.') && message.len() > 10, "{message:?} is a sentence");
        assert_eq!(answer.header("Content-Type"), Some("application/json"), "{code}");
        assert_eq!(answer.header("Cache-Control"), Some("no-store"), "{code}");
        assert!(answer.header("Date").is_some() && answer.header("X-Request-Id").is_some(), "{code}");
        assert_eq!(answer.header("WWW-Authenticate"), (code.status() == 401).then_some("HTHMAC"), "{code}");
        assert_eq!(answer.header("Allow").is_some(), code == ErrorCode::MethodNotAllowed, "{code}");
        assert_eq!(answer.header("Retry-After").is_some(), code == ErrorCode::RateLimitExceeded, "{code}");
    }
    errors_are_recorded(Producer::Api, &produced);
}

/// The file of the object that holds this text.
fn file_of(folder: &Path, text: &str) -> PathBuf {
    let holds = |path: &PathBuf| {
        let bytes = fs::read(path).expect("a file can be read");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    files_in(folder).into_iter().find(holds).expect("a workspace is in a file")
}

/// Makes a workspace, does `damage` to the database that it has on the disk, and asks for its conversations.
fn after_damage(api: &Api, damage: impl Fn(&mut Vec<u8>)) -> Answer {
    let (_, credential) = api.workspace(1_000);
    assert_eq!(api.get("/conversations").signed_by(&credential).answer().status, 200);
    api.while_stopped(|folder| {
        // Also what SQLite has written ahead, from which it would repair the file.
        let found = file_of(folder, &credential.secret);
        for ahead in ["sqlite-wal", "sqlite-shm"] {
            drop(fs::remove_file(found.with_extension(ahead)));
        }
        let file = found.with_extension("sqlite");
        let mut bytes = fs::read(&file).expect("it can be read");
        damage(&mut bytes);
        fs::write(&file, bytes).expect("it can be written");
    });
    api.get("/conversations").signed_by(&credential).answer()
}

fn on_a_broken_disk(api: &Api) -> Answer {
    after_damage(api, |bytes| bytes.fill(0xa5))
}

#[test]
fn a_broken_disk_is_told_without_its_insides_and_to_its_own_workspace_alone() {
    let api = Api::start();
    let (_, neighbour) = api.workspace(1_000);
    let damages: [fn(&mut Vec<u8>); 3] = [
        |bytes| bytes.fill(0xa5),
        |bytes| bytes.iter_mut().skip(100).for_each(|byte| *byte = 0xa5),
        |bytes| bytes.truncate(bytes.len() / 2),
    ];
    for damage in damages {
        let answer = after_damage(&api, damage);
        let expected = json!({ "error": { "code": "internal_error", "message": "Something failed on our side." } });
        assert_eq!((answer.status, answer.json()), (500, expected));
        let everything = answer.everything().to_lowercase();
        for inside in ["sql", "database", "malformed", "disk", "select", "/tmp", "workerd", "helpthread-workspace"] {
            assert!(!everything.contains(inside), "{inside} is told: {everything}");
        }
        let id = answer.header("X-Request-Id").expect("an id").to_owned();
        // What it prints comes through a pipe, in its own time.
        until("the log knows it by its id", || {
            api.log().lines().any(|line| line.contains(&id) && line.contains("fault"))
        });
        assert_eq!(
            api.get("/conversations").signed_by(&neighbour).answer().status,
            200,
            "the next workspace is unaffected"
        );
    }
}
