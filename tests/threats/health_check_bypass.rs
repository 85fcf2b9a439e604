//! Row 32: the health check as a way in.

use helpthread_tests::http::Request;
use helpthread_tests::proxy::{JANE, history_of, turn};

use crate::is_refused;

const PROBES: [&str; 6] =
    ["kube-probe/1.30", "ELB-HealthChecker/2.0", "GoogleHC/1.0", "curl/8.0", "UptimeRobot/2.0", ""];

#[test]
fn healthz_says_ok_and_nothing_else() {
    let proxy = turn();
    let answer = proxy.send(&Request::get("/healthz"));
    assert_eq!((answer.status, answer.json()), (200, serde_json::json!({ "status": "ok" })));
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}

#[test]
fn a_probe_is_nobody_on_a_protected_route() {
    let proxy = turn();
    for probe in PROBES {
        let request = Request::get(&history_of(JANE)).header("User-Agent", probe).header("X-Health-Check", "1");
        is_refused(&proxy, &request, 401, "missing_authentication");
    }
}

#[test]
fn healthz_is_one_path_and_one_method() {
    let proxy = turn();
    for path in ["/healthz/", "/healthz/x", "/Healthz", "//healthz", "/v1/healthz", "/healthz%2f", "/healthz;x"] {
        is_refused(&proxy, &Request::get(path), 404, "not_found");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        is_refused(&proxy, &Request::new(method, "/healthz"), 405, "method_not_allowed");
    }
}

#[test]
fn a_health_check_before_a_path_is_not_one() {
    let proxy = turn();
    for path in ["/healthz/..", "/healthz/../v1", "/healthz?", "/healthz#"] {
        let answer = proxy.send(&Request::get(&format!("{path}{}", history_of(JANE))));
        assert!(answer.status != 200 || answer.json()["status"] == "ok", "{path}");
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}
