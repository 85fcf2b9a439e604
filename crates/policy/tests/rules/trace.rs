//! What an operator can follow a request by (proxy.md §7): the log line, `Server-Timing`, `traceparent`.

use crate::given::{JANE, NOW, bearer, config, customer, get, history_url};
use helpthread_policy::{
    decide::{Mode, decide},
    hub::{CacheState, Exchange, Trace},
    line::{Line, Said, server_timing},
    trace_parent::TraceParent,
    upstream::{Answered, Upstream},
};
use proptest::prelude::*;

#[test]
fn a_line_tells_what_happened_and_nothing_of_whom() {
    let token = bearer(customer(JANE));
    let (_, about) = decide(&get(&history_url(JANE), Some(&token)), &config(), Mode::Hubs, NOW);
    let trace = Trace { cache: Some(CacheState::StaleError), attempts: 2, upstream_milliseconds: 1_010 };
    let line = Line::new("req_1", "GET", about, 200, trace, 1_234).with_upstream(Some(Said::Status(503)));
    let expected = r#"{"event":"request","request_id":"req_1","route":"history","method":"GET","role":"customer","status":200,"cache":"stale-error","upstream_attempts":2,"upstream_milliseconds":1010,"upstream":503,"milliseconds":1234}"#;
    assert_eq!(line.to_json(), expected);
}

#[test]
fn a_refused_request_has_a_line_without_role() {
    let url = history_url(JANE);
    for (url, method, route, named) in
        [(url.as_str(), "GET", "history", "GET"), ("https://p/forged", "FORGED", "none", "other")]
    {
        let (_, about) = decide(&get(url, Some("Bearer x")), &config(), Mode::Hubs, NOW);
        let line = Line::new("req_1", method, about, 401, Trace::default(), 0).to_json();
        assert!(line.contains(&format!(r#""route":"{route}","method":"{named}","status""#)), "{line}");
    }
}

#[test]
fn what_upstream_said_is_a_status_or_our_word() {
    let said = |upstream| Said::of(&Exchange { upstream, attempts: 1, rate_limit: None, milliseconds: 0 });
    assert_eq!(said(Upstream::Failed), Said::Nothing("connection"));
    assert_eq!(said(Upstream::TimedOut), Said::Nothing("deadline"));
    assert_eq!(said(Upstream::Answered(Answered { status: 404, ..Answered::default() })), Said::Status(404));
}

#[test]
fn server_timing_names_upstream_only_where_it_was_asked() {
    let asked = Trace { attempts: 1, upstream_milliseconds: 20, ..Trace::default() };
    assert_eq!(server_timing(asked, 22), "upstream;dur=20, total;dur=22");
    assert_eq!(server_timing(Trace::default(), 3), "total;dur=3");
}

#[test]
fn a_trace_goes_on_under_a_new_span() {
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let child = TraceParent::parse(parent).expect("a parent").child(0x12);
    assert_eq!(child, "00-0af7651916cd43dd8448eb211c80319c-0000000000000012-01");
    assert_eq!(
        TraceParent::parse(&parent.replace("-01", "-fe")).expect("a parent").child(0),
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000001-00"
    );
}

#[test]
fn what_is_no_trace_is_not_passed_on() {
    for text in [
        "",
        "00",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ] {
        assert_eq!(TraceParent::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[0-9a-f+-]{0,60}|\\PC*", span in any::<u64>()) {
        if let Some(parent) = TraceParent::parse(&text) {
            prop_assert!(TraceParent::parse(&parent.child(span)).is_some());
        }
    }
}
