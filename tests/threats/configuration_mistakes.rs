//! Row 34: a setting that is missing, short or malformed. The proxy fails closed and says everything at once.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{ORIGIN, Proxy, assert_no_secret};
use serde_json::{Value, json};
use xtask::settings::{SESSION_SECRET, Worker};
use xtask::stack::StackOptions;

use crate::own_history;

/// Settings, and the problems that they are.
type Mistake = (&'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

const MISTAKES: [Mistake; 10] = [
    (
        &[
            ("HELPTHREAD_BASE_URL", ""),
            ("HELPTHREAD_WORKSPACE_KEY", ""),
            ("HELPTHREAD_WORKSPACE_SECRET", ""),
            ("SESSION_SECRET", ""),
            ("SESSION_SECRET_PREVIOUS", ""),
            ("SESSION_JWKS", ""),
            ("ALLOWED_ORIGINS", ""),
        ],
        &[
            ("HELPTHREAD_BASE_URL", "missing"),
            ("HELPTHREAD_WORKSPACE_KEY", "missing"),
            ("HELPTHREAD_WORKSPACE_SECRET", "missing"),
            ("SESSION_SECRET", "missing"),
            ("ALLOWED_ORIGINS", "missing"),
        ],
    ),
    (
        &[
            ("HELPTHREAD_BASE_URL", "api.helpthread.com/v1"),
            ("HELPTHREAD_WORKSPACE_KEY", "sk live"),
            ("SESSION_SECRET", "short_but_precious"),
            ("SESSION_SECRET_PREVIOUS", "also_short_and_precious"),
            ("SESSION_JWKS", "https://idp.example.com/precious.json"),
            ("ALLOWED_ORIGINS", "https://app.example.com/"),
            ("EXPOSE_ASSIGNEE", "yes"),
        ],
        &[
            ("HELPTHREAD_BASE_URL", "malformed"),
            ("HELPTHREAD_WORKSPACE_KEY", "malformed"),
            ("SESSION_SECRET", "too_short"),
            ("SESSION_SECRET_PREVIOUS", "too_short"),
            ("SESSION_JWKS", "malformed"),
            ("ALLOWED_ORIGINS", "malformed"),
            ("EXPOSE_ASSIGNEE", "malformed"),
        ],
    ),
    // Plain http would show the signature to everybody on the way. The session secret is the published one then, too.
    (
        &[
            ("HELPTHREAD_BASE_URL", "http://api.helpthread.com/v1"),
            ("SESSION_SECRET", "0123456789012345678901234567890123"),
        ],
        &[("HELPTHREAD_BASE_URL", "not_https")],
    ),
    (
        &[
            ("HELPTHREAD_BASE_URL", "https://user:password@api.helpthread.com/v1"),
            ("SESSION_SECRET", "0123456789012345678901234567890123"),
        ],
        &[("HELPTHREAD_BASE_URL", "malformed")],
    ),
    // What is published in the documentation protects nothing outside a laptop.
    (
        &[
            ("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1"),
            ("HELPTHREAD_WORKSPACE_KEY", "sk_test_abc123"),
            ("HELPTHREAD_WORKSPACE_SECRET", "whsec_test_9d8f7a6b5c4e3d2c1b0a"),
        ],
        &[
            ("HELPTHREAD_WORKSPACE_KEY", "development_value"),
            ("HELPTHREAD_WORKSPACE_SECRET", "development_value"),
            ("SESSION_SECRET", "development_value"),
        ],
    ),
    // A private key where the public one belongs has been shown to everybody who may read the variables.
    (
        &[
            ("SESSION_SECRET", ""),
            ("SESSION_SECRET_PREVIOUS", ""),
            (
                "SESSION_JWKS",
                r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"precious","d":"precious_d"},{"kty":"RSA","kid":"r"}]}"#,
            ),
        ],
        &[("SESSION_JWKS", "private_key"), ("SESSION_JWKS", "missing_kid"), ("SESSION_JWKS", "unknown_key_type")],
    ),
    // A former secret that nobody took away when public keys came.
    (&[("SESSION_SECRET", "")], &[("SESSION_SECRET", "missing")]),
    (
        &[
            ("HELPTHREAD_WORKSPACE_SECRET_PREVIOUS", "half_of_a_rotation"),
            ("WEBHOOK_SECRETS", "whsec_Y2FuYXJ5LXdlYmhvb2stc2VjcmV0LTAw,too_short"),
            ("UPSTREAM_IDEMPOTENCY", "maybe"),
        ],
        &[
            ("HELPTHREAD_WORKSPACE_KEY_PREVIOUS", "missing"),
            ("WEBHOOK_SECRETS", "too_short"),
            ("UPSTREAM_IDEMPOTENCY", "malformed"),
        ],
    ),
    // The published webhook secret lets everybody forge events.
    (
        &[
            ("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1"),
            ("SESSION_SECRET", "0123456789012345678901234567890123"),
            ("WEBHOOK_SECRETS", "whsec_ZGV2LXdlYmhvb2stc2VjcmV0LTI0Ynl0"),
        ],
        &[("WEBHOOK_SECRETS", "development_value")],
    ),
    (&[("ALLOWED_ORIGINS", "*")], &[("ALLOWED_ORIGINS", "malformed")]),
];

fn with(settings: &[(&str, &str)]) -> Proxy {
    let set = |options: StackOptions, (name, value): &(&str, &str)| match *value {
        "" => options.unset(Worker::Proxy, name),
        value => options.set(Worker::Proxy, name, value),
    };
    Proxy::start(|options| settings.iter().fold(options, set))
}

#[test]
fn every_mistake_is_told_at_once_and_nothing_is_served() {
    for (settings, problems) in MISTAKES {
        let proxy = with(settings);
        let problems: Vec<Value> =
            problems.iter().map(|(setting, problem)| json!({ "setting": setting, "problem": problem })).collect();

        let health = proxy.send(&Request::get("/healthz"));
        let expected = json!({ "status": "misconfigured", "problems": problems });
        assert_eq!((health.status, health.json()), (503, expected), "{settings:?}");

        let hook = Request::new("POST", "/hooks/helpthread").json("{}");
        for request in [own_history(), own_history().origin(ORIGIN), own_history().origin("https://evil.example"), hook]
        {
            assert_eq!(proxy.send(&request).refusal(), (503, "misconfigured".to_owned()), "{settings:?}");
        }
        assert_eq!(proxy.upstream_lines(), [""; 0]);

        let log = proxy.log();
        let lines: Vec<Value> = proxy.log_lines();
        let lines: Vec<&Value> = lines.iter().filter(|line| line["event"] == "misconfigured").collect();
        assert_eq!(lines.len(), 1, "the problems are logged once: {log}");
        assert_eq!(lines[0]["problems"], json!(problems), "{settings:?}");
        let values = settings.iter().map(|(_, value)| *value).filter(|value| value.len() > 3);
        for value in values.chain([SESSION_SECRET]) {
            assert!(!log.contains(value) && !health.text().contains(value), "{value} is told");
        }
        assert!(!log.contains("precious") && !health.text().contains("precious"), "{log}");
        assert_no_secret(&log);
    }
}

#[test]
fn an_allowed_page_can_read_that_the_proxy_is_misconfigured() {
    let proxy = with(&[("HELPTHREAD_WORKSPACE_SECRET", "")]);
    let answer = proxy.send(&own_history().origin(ORIGIN));
    assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (503, Some(ORIGIN)));
    let answer = proxy.send(&own_history().origin("https://evil.example"));
    assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (503, None));
}
