//! The order and the outcome of the checks (proxy.md §1 and §2).

use crate::given::{
    self, AGENT, JANE, NOW, PAGE, SOMEBODY_ELSE, agent, answered, bearer, config, customer, get, header, history_url,
    refusal,
};
use helpthread_core::{
    scope::Scopes,
    secret::Secret,
    session::{Claims, SessionSecret, mint},
};
use helpthread_policy::{
    decide::{Admitted, Decision, Mode, common_headers, decide},
    inbound::Inbound,
};

/// The URL that would be requested, if any.
fn asked(inbound: &Inbound<'_>) -> Option<String> {
    match decide(inbound, &config(), Mode::Hubs, NOW).0 {
        Decision::Serve(Admitted { call, .. }, config) => Some(call.url(&config.upstream)),
        _ => None,
    }
}

#[test]
fn a_customer_reads_her_own_history() {
    let token = bearer(customer(JANE));
    let url = asked(&get(&history_url(JANE), Some(&token)));
    assert_eq!(
        url.as_deref(),
        Some("https://api.helpthread.com/v1/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations?limit=25")
    );
}

#[test]
fn an_agent_reads_any_history_with_filters_in_canonical_form() {
    let token = bearer(agent());
    let url = asked(&get(&(history_url(SOMEBODY_ELSE) + "?limit=5&status=op%65n"), Some(&token)));
    let expected = format!("https://api.helpthread.com/v1/customers/{SOMEBODY_ELSE}/conversations?status=open&limit=5");
    assert_eq!(url, Some(expected));
}

#[test]
fn another_customers_id_answers_like_one_that_does_not_exist() {
    let token = bearer(customer(JANE));
    let refused = |id: &str| {
        let answer = answered(&get(&history_url(id), Some(&token)));
        let text = String::from_utf8(answer.body.clone().expect("a body").into_owned()).expect("text");
        (answer.status, answer.headers, text.replace(id, "ID"))
    };
    let other = refused(SOMEBODY_ELSE);
    assert_eq!(other.0, 404);
    assert_eq!(other.2, r#"{"error":{"code":"customer_not_found","message":"No customer was found for id ID."}}"#);
    assert_eq!(other, refused("cus_nobody"));
    assert_eq!(other, refused("not-even-a-customer"));
}

#[test]
fn what_is_wrong_with_a_token_decides_the_code() {
    let other_secret = SessionSecret::new(&Secret::new("another secret of forty characters .....")).expect("long");
    let claims = |now| Claims::new(customer(JANE), now, 600).expect("a lifetime");
    let bearer_of = |token: String| format!("Bearer {token}");
    let good = bearer(customer(JANE));
    for (authorization, expected) in [
        (None, (401, "missing_authentication")),
        (Some(String::new()), (401, "invalid_session")),
        (Some("Bearer".to_owned()), (401, "invalid_session")),
        (Some("Bearer x.y.z".to_owned()), (401, "invalid_session")),
        (Some(good.replace("Bearer", "Basic")), (401, "invalid_session")),
        (Some(format!("{good}, {good}")), (401, "invalid_session")),
        (
            Some(r#"HTHMAC workspace_key="k", signature="sha256=00", timestamp="1""#.to_owned()),
            (401, "invalid_session"),
        ),
        (Some(bearer_of(mint(&claims(NOW - 631), &given::secret()))), (401, "session_expired")),
        (Some(bearer_of(mint(&claims(NOW + 31), &given::secret()))), (401, "invalid_session")),
        (Some(bearer_of(mint(&claims(NOW), &other_secret))), (401, "invalid_session")),
    ] {
        let answer = answered(&get(&history_url(JANE), authorization.as_deref()));
        assert_eq!(refusal(&answer), (expected.0, expected.1.to_owned()), "{authorization:?}");
    }
    assert!(
        asked(&get(&history_url(JANE), Some(&good.replace("Bearer", "bearer")))).is_some(),
        "the scheme has any case"
    );
}

#[test]
fn a_token_without_the_scope_is_refused() {
    let claims = Claims::new(agent(), NOW, 600).expect("a lifetime").narrowed_to(Scopes::parse("conversations:write"));
    let token = format!("Bearer {}", mint(&claims, &given::secret()));
    for id in [JANE, "not-a-customer"] {
        assert_eq!(refusal(&answered(&get(&history_url(id), Some(&token)))), (403, "insufficient_scope".to_owned()));
    }
}

#[test]
fn a_token_bound_to_an_origin_works_there_only() {
    let claims =
        Claims::new(agent(), NOW, 600).expect("a lifetime").bound_to("https://admin.example.com").expect("an origin");
    let token = format!("Bearer {}", mint(&claims, &given::secret()));
    let url = history_url(JANE);
    let from = |origin| get(&url, Some(&token)).with("origin", origin);
    assert!(asked(&from(Some("https://admin.example.com"))).is_some());
    for elsewhere in [Some(PAGE), None] {
        assert_eq!(refusal(&answered(&from(elsewhere))), (403, "origin_not_allowed".to_owned()), "{elsewhere:?}");
    }
}

#[test]
fn a_foreign_origin_is_refused_before_the_token_is_looked_at() {
    let url = history_url(JANE);
    for origin in [
        "https://evil.example",
        "null",
        "https://app.example.com.evil.example",
        "https://APP.example.com",
        "http://app.example.com",
        "",
    ] {
        for authorization in [None, Some("Bearer x")] {
            let answer = answered(&get(&url, authorization).with("origin", Some(origin)));
            assert_eq!(refusal(&answer), (403, "origin_not_allowed".to_owned()), "{origin}");
        }
    }
    let without = get(&url, None).with("origin", None);
    assert_eq!(refusal(&answered(&without)), (401, "missing_authentication".to_owned()));
}

#[test]
fn a_preflight_needs_no_token() {
    let url = history_url(JANE);
    let preflight = Inbound { method: "OPTIONS", ..get(&url, None) }.with("access-control-request-method", Some("GET"));
    let answer = answered(&preflight);
    assert_eq!((answer.status, header(&answer, "Access-Control-Allow-Methods")), (204, Some("GET")));
    assert_eq!(
        header(&answer, "Access-Control-Allow-Headers"),
        Some("authorization, content-type, idempotency-key, if-match")
    );
    let foreign = preflight.with("origin", Some("https://evil.example"));
    assert_eq!(refusal(&answered(&foreign)), (403, "origin_not_allowed".to_owned()));
}

#[test]
fn methods_beside_get_are_refused_with_allow() {
    let token = bearer(agent());
    for url in [history_url(JANE), "https://p/healthz".to_owned(), "https://p/widget/history.js".to_owned()] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "TRACE", ""] {
            let answer = answered(&Inbound { method, ..get(&url, Some(&token)) });
            assert_eq!(refusal(&answer), (405, "method_not_allowed".to_owned()), "{method} {url}");
            assert_eq!(header(&answer, "Allow"), Some("GET"));
        }
    }
}

#[test]
fn a_query_is_refused_by_the_contracts_rules() {
    let token = bearer(agent());
    for query in [
        "status=done",
        "limit=0",
        "limit=101",
        "customer_id=x",
        "status=open&status=open",
        "cursor=x",
        "cursor=",
        "assignee_id=usr_x",
    ] {
        let answer = answered(&get(&format!("{}?{query}", history_url(JANE)), Some(&token)));
        assert_eq!(refusal(&answer), (400, "invalid_filter".to_owned()), "{query}");
    }
}

#[test]
fn cors_headers_name_the_allowed_origin_and_nothing_else() {
    let url = history_url(JANE);
    let value = |origin, name: &str| {
        let headers = common_headers(&get(&url, None).with("origin", origin), &config());
        headers.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    };
    assert_eq!(value(Some(PAGE), "Access-Control-Allow-Origin").as_deref(), Some(PAGE));
    for origin in [None, Some("https://evil.example"), Some("null")] {
        assert_eq!(value(origin, "Access-Control-Allow-Origin"), None, "{origin:?}");
        assert_eq!(value(origin, "Vary").as_deref(), Some("Origin"));
    }
    assert_eq!(value(Some(PAGE), "Access-Control-Allow-Credentials"), None);
}

#[test]
fn the_widgets_files_are_open_to_every_origin() {
    let inbound = get("https://p/widget/history.js", None).with("origin", Some("https://anyone.example"));
    assert!(matches!(decide(&inbound, &config(), Mode::Hubs, NOW).0, Decision::File(name) if name == "history.js"));
    assert!(common_headers(&inbound, &config()).contains(&("Access-Control-Allow-Origin", "*".to_owned())));
}

#[test]
fn a_misconfigured_proxy_serves_no_history_and_says_so_at_healthz() {
    let mut settings = given::settings();
    settings.insert("SESSION_SECRET", "short");
    let broken = given::read(&settings);
    let token = bearer(agent());
    let answer = |url: &str| match decide(&get(url, Some(&token)), &broken, Mode::Hubs, NOW).0 {
        Decision::Answer(answer) => answer,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(&answer(&history_url(AGENT))), (503, "misconfigured".to_owned()));
    let health = answer("https://p/healthz");
    assert_eq!(health.status, 503);
    let expected = r#"{"status":"misconfigured","problems":[{"setting":"SESSION_SECRET","problem":"too_short"}]}"#;
    assert_eq!(given::body(&health), serde_json::from_str::<serde_json::Value>(expected).expect("JSON"));
    let url = history_url(JANE);
    let headers = common_headers(&get(&url, None), &broken);
    assert!(headers.contains(&("Access-Control-Allow-Origin", PAGE.to_owned())), "the page can read the refusal");
}

#[test]
fn a_healthy_proxy_says_ok() {
    let answer = answered(&get("https://p/healthz", None));
    assert_eq!((answer.status, given::body(&answer)), (200, serde_json::json!({ "status": "ok" })));
}
