//! Where deliveries may go (api-v1.md §7), beside the parser of the URL standard: that is what the platform's `fetch` will understand.

use helpthread_core::error::ErrorCode;
use helpthread_inbox::{Mode, webhook_url};
use url::{Host, ParseError, Url};

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let urls = [
        "https://example.com/hooks?x=1",
        "https://hooks.xn--bcher-kva.example:8443/",
        "HTTPS://A.B.CO",
        "http://localhost:8787/hooks/helpthread",
        "http://[::1]:1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://user@example.com",
        "https://example.com.",
        "https://a.internal",
    ];
    urls.iter().map(|url| url.as_bytes().to_vec()).collect()
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (production, sandbox) = (webhook_url::check(text, Mode::Production), webhook_url::check(text, Mode::Sandbox));
    for refused in [&production, &sandbox].into_iter().filter_map(|checked| checked.as_ref().err()) {
        assert_eq!(refused.code, ErrorCode::InvalidWebhookUrl);
    }
    if sandbox.is_err() {
        assert!(production.is_err(), "the sandbox allows more, never less");
        return;
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        // Whether an internationalised label is one takes tables larger than the API. What is none is registered, and `fetch` refuses
        // to send anything there.
        Err(ParseError::IdnaError) if text.to_ascii_lowercase().contains("xn--") => return,
        Err(error) => panic!("{text} is registered and no URL: {error}"),
    };
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
    assert_ne!(url.port_or_known_default(), Some(0));
    if production.is_ok() {
        assert_eq!(url.scheme(), "https");
        let Some(Host::Domain(host)) = url.host() else { panic!("{text} is an address: {:?}", url.host()) };
        assert!(host.contains('.') && !host.ends_with('.') && !host.ends_with(".localhost"), "{host}");
        let authority = text.get(8..).and_then(|rest| rest.split(['/', '?', ':']).next());
        assert_eq!(authority.map(str::to_ascii_lowercase).as_deref(), Some(host), "another host than it says");
    } else {
        assert_eq!(url.scheme(), "http");
        assert!(matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")), "{text}");
    }
}
