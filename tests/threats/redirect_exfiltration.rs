//! Row 10: a redirect that would carry the signature to another host.

use helpthread_tests::proxy::turn;
use helpthread_tests::upstream::{Upstream, answer, bytes};

use crate::own_history;

#[test]
fn redirects_are_never_followed() {
    let (proxy, thief) = (turn(), Upstream::start());
    for status in
        ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
    {
        proxy.upstream.reset();
        let location = format!("Location: {}/steal\r\n", thief.base_url());
        proxy.upstream.script(bytes(answer(status, &location, "")));
        let told = proxy.send(&own_history());
        assert_eq!(told.refusal(), (502, "upstream_unavailable".to_owned()), "{status}");
        assert_eq!(told.header("Location"), None);
        assert_eq!(proxy.upstream.requests().len(), 1, "{status}");
        for write in [crate::reply(crate::HELLO), crate::change().header("If-Match", "\"x\"")] {
            let told = proxy.send(&write);
            assert_eq!(told.refusal(), (502, "outcome_unknown".to_owned()), "{status}");
            assert_eq!(told.header("Location"), None);
        }
        assert_eq!(proxy.upstream.requests().len(), 3, "{status}");
    }
    assert!(thief.requests().is_empty(), "the second host saw {:?}", thief.requests());
}
