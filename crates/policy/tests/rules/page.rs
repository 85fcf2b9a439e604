//! What an answer of upstream's becomes (proxy.md §2, "Answers from upstream").

use crate::given::{self, JANE, NOW, SOMEBODY_ELSE, agent, bearer, body, customer, get, header, history_url, refusal};
use helpthread_core::session::Subject;
use helpthread_policy::{
    answer::Answer,
    decide::{Admitted, Decision, Mode, decide},
    page,
    upstream::{Answered, MAX_ANSWER_BYTES, Upstream},
};
use serde_json::{Value, json};

/// What `subject` gets for Jane's history when upstream does this.
fn answer(subject: Subject, upstream: &Upstream, expose_assignee: bool) -> Answer {
    let mut settings = given::settings();
    settings.insert("EXPOSE_ASSIGNEE", if expose_assignee { "true" } else { "false" });
    let config = given::read(&settings);
    let token = bearer(subject);
    match decide(&get(&history_url(JANE), Some(&token)), &config, Mode::Hubs, NOW).0 {
        Decision::Serve(Admitted { call, reader, .. }, config) => {
            page::answer(&call, reader, config.expose_assignee, upstream, NOW)
        }
        other => panic!("{other:?}"),
    }
}

fn answered(status: u16, body: &Value) -> Upstream {
    Upstream::Answered(Answered {
        status,
        content_type: Some("application/json; charset=utf-8".to_owned()),
        body: body.to_string().into_bytes(),
        ..Answered::default()
    })
}

fn page(customer: &str) -> Value {
    json!({
        "data": [{
            "id": "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", "customer_id": customer, "subject": "Unable to update billing address",
            "status": "open", "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "created_at": "2024-05-13T14:24:00Z",
            "updated_at": "2024-05-13T15:02:11Z", "last_message_at": "2024-05-13T15:02:11Z"
        }],
        "pagination": { "next_cursor": "abc", "has_more": true }
    })
}

#[test]
fn two_mebibytes_of_an_answer_are_read() {
    assert_eq!(MAX_ANSWER_BYTES, 2_097_152);
}

#[test]
fn an_agent_gets_the_page_as_upstream_has_it() {
    let answer = answer(agent(), &answered(200, &page(JANE)), false);
    assert_eq!((answer.status, body(&answer)), (200, page(JANE)));
    assert_eq!(header(&answer, "Cache-Control"), Some("no-store"));
}

#[test]
fn a_customer_does_not_see_the_assignee_unless_configured() {
    let upstream = answered(200, &page(JANE));
    assert_eq!(body(&answer(customer(JANE), &upstream, false))["data"][0]["assignee_id"], Value::Null);
    assert_eq!(body(&answer(customer(JANE), &upstream, true)), page(JANE));
}

#[test]
fn fields_that_the_contract_does_not_name_stay_behind() {
    let mut extended = page(JANE);
    extended["data"][0]["internal_notes"] = json!("canary");
    extended["debug"] = json!("canary");
    assert_eq!(body(&answer(agent(), &answered(200, &extended), false)), page(JANE));
}

#[test]
fn an_unknown_status_is_kept() {
    let mut future = page(JANE);
    future["data"][0]["status"] = json!("snoozed");
    assert_eq!(body(&answer(agent(), &answered(200, &future), false))["data"][0]["status"], "snoozed");
}

#[test]
fn a_row_of_another_customer_never_passes() {
    let answer = answer(agent(), &answered(200, &page(SOMEBODY_ELSE)), false);
    assert_eq!(refusal(&answer), (502, "upstream_unavailable".to_owned()));
}

#[test]
fn errors_about_the_request_pass_with_their_message() {
    for (status, code) in
        [(400, "invalid_filter"), (404, "customer_not_found"), (409, "conflict"), (422, "idempotency_mismatch")]
    {
        let error = json!({ "error": { "code": code, "message": "As upstream says." } });
        let answer = answer(agent(), &answered(status, &error), false);
        assert_eq!((answer.status, body(&answer)), (status, error));
    }
}

#[test]
fn errors_that_are_not_the_contracts_are_502() {
    for error in [
        json!({}),
        json!({ "error": { "code": "teapot", "message": "" } }),
        json!({ "error": { "code": "conflict", "message": "" } }),
    ] {
        assert_eq!(
            refusal(&answer(agent(), &answered(404, &error), false)),
            (502, "upstream_unavailable".to_owned()),
            "{error}"
        );
    }
}

#[test]
fn a_refused_signature_is_our_misconfiguration_and_never_401() {
    for status in [401, 403] {
        let error = json!({ "error": { "code": "invalid_signature", "message": "" } });
        assert_eq!(refusal(&answer(agent(), &answered(status, &error), false)), (503, "misconfigured".to_owned()));
    }
}

#[test]
fn a_rate_limit_tells_when_to_come_back() {
    let limited = |reset: Option<&str>| {
        let upstream =
            Upstream::Answered(Answered { status: 429, reset: reset.map(str::to_owned), ..Answered::default() });
        let answer = answer(agent(), &upstream, false);
        assert_eq!(refusal(&answer), (429, "rate_limit_exceeded".to_owned()));
        header(&answer, "Retry-After").map(str::to_owned)
    };
    assert_eq!(limited(Some(&(NOW + 17).to_string())).as_deref(), Some("17"));
    assert_eq!(limited(Some(&(NOW - 5).to_string())).as_deref(), Some("1"), "a reset in the past");
    let next_minute = (60 - NOW % 60).to_string();
    for not_told in [None, Some("soon"), Some("99999999999")] {
        assert_eq!(limited(not_told).as_deref(), Some(next_minute.as_str()), "{not_told:?}");
    }
}

#[test]
fn everything_else_is_502_or_504() {
    let with_type = |content_type: Option<&str>, body: &str| {
        Upstream::Answered(Answered {
            status: 200,
            content_type: content_type.map(str::to_owned),
            body: body.as_bytes().to_vec(),
            ..Answered::default()
        })
    };
    let fine = page(JANE).to_string();
    for (what, upstream) in [
        ("no connection", Upstream::Failed),
        ("a redirect", answered(302, &page(JANE))),
        ("no content", answered(204, &page(JANE))),
        (
            "a server error",
            answered(500, &json!({ "error": { "code": "internal_error", "message": "secret host name" } })),
        ),
        ("HTML", with_type(Some("text/html"), &fine)),
        ("no type", with_type(None, &fine)),
        ("half a page", with_type(Some("application/json"), &fine[..40])),
        ("another shape", answered(200, &json!({ "data": {} }))),
    ] {
        assert_eq!(refusal(&answer(agent(), &upstream, false)), (502, "upstream_unavailable".to_owned()), "{what}");
    }
    assert_eq!(refusal(&answer(agent(), &Upstream::TimedOut, false)), (504, "upstream_timeout".to_owned()));
}
