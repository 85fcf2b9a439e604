//! Row 3: a query that means one thing here and another thing upstream.

use helpthread_tests::proxy::{JANE, MARCUS, history_of, turn};

use crate::{as_agent, is_refused};

/// Queries that are refused before anything is signed.
const REFUSED: [&str; 28] = [
    "customer_id=cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A",
    "customer=cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A",
    "id=cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A",
    "assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
    "status=open&status=closed",
    "status=open&status=open",
    "status=open&%73tatus=closed",
    "status=open&stat%75s=closed",
    "status[]=open",
    "status%5B%5D=open",
    "Status=open",
    "STATUS=open",
    "status=OPEN",
    "status=open%00",
    "status=open%26limit=100",
    "status=open;limit=100",
    "status=open%0d%0aX-Evil:%201",
    "status=",
    "status",
    "limit=1&limit=100",
    "limit=0",
    "limit=101",
    "limit=1e2",
    "limit=%31%30%31",
    "cursor=..%2f..%2fwebhooks",
    "cursor=&cursor=",
    "access_token=eyJ",
    "%",
];

#[test]
fn a_parameter_that_is_unknown_or_repeated_or_malformed_is_refused() {
    let proxy = turn();
    for query in REFUSED {
        is_refused(&proxy, &as_agent(&format!("{}?{query}", history_of(JANE))), 400, "invalid_filter");
    }
}

#[test]
fn the_inbox_has_one_parameter_more_and_no_other() {
    let proxy = turn();
    let query = "assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";
    for query in REFUSED.iter().filter(|refused| **refused != query) {
        is_refused(&proxy, &as_agent(&format!("/v1/conversations?{query}")), 400, "invalid_filter");
    }
    assert_eq!(proxy.send(&as_agent(&format!("/v1/conversations?limit=5&{query}"))).status, 200);
    assert_eq!(proxy.upstream_lines(), [format!("GET /v1/conversations?{query}&limit=5 HTTP/1.1")]);
}

#[test]
fn a_write_has_no_query_and_no_field_twice() {
    let proxy = turn();
    for query in ["customer_id=cus_1", "status=open", "agent_id=usr_1", "a", "%"] {
        for (method, path) in [("POST", "/v1/conversations/cnv_1/messages"), ("PATCH", "/v1/conversations/cnv_1")] {
            let request = helpthread_tests::http::Request::new(method, &format!("{path}?{query}"));
            let token = helpthread_tests::token::Token::agent(helpthread_tests::proxy::AMELIA).mint();
            is_refused(&proxy, &request.bearer(&token).json(crate::HELLO), 400, "invalid_filter");
        }
    }
    for body in [
        r#"{"body":"a","body":"b"}"#,
        r#"{"body":"a","b\u006fdy":"b"}"#,
        r#"{"body":"a","Body":"b"}"#,
        r#"{"body":"a","conversation_id":"cnv_2"}"#,
        r#"{"body":"a","author_type":"customer"}"#,
        r#"{"body":"a","__proto__":{}}"#,
    ] {
        is_refused(&proxy, &crate::reply(body), 400, "invalid_request");
    }
}

#[test]
fn what_passes_is_written_again_in_the_one_canonical_spelling() {
    let proxy = turn();
    let spellings = [
        ("", "limit=25"),
        ("status=open", "status=open&limit=25"),
        ("limit=7&status=closed", "status=closed&limit=7"),
        ("%73tatus=%6fpen", "status=open&limit=25"),
        ("&&limit=7&", "limit=7"),
        ("limit=7#status=open", "limit=7"),
    ];
    for (query, canonical) in spellings {
        proxy.upstream.reset();
        assert_eq!(proxy.send(&as_agent(&format!("{}?{query}", history_of(JANE)))).status, 200, "{query}");
        assert_eq!(proxy.upstream_lines(), [format!("GET {}?{canonical} HTTP/1.1", history_of(JANE))], "{query}");
    }
}

#[test]
fn a_second_customer_in_the_query_of_ones_own_history_is_refused() {
    let own = format!("{}?customer_id={MARCUS}", history_of(JANE));
    let request = helpthread_tests::http::Request::get(&own);
    let token = helpthread_tests::token::Token::customer(JANE).mint();
    is_refused(&turn(), &request.bearer(&token), 400, "invalid_filter");
}
