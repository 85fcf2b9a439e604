//! Origins: only the spelling that browsers send (RFC 6454 §6.1), because they are compared as text.

use helpthread_core::origin::Origin;
use proptest::prelude::*;

#[test]
fn what_browsers_send_is_taken_as_it_is() {
    for text in [
        "https://app.example.com",
        "http://localhost:8787",
        "http://127.0.0.1:8787",
        "https://app.example.com:8443",
        "https://[::1]:8443",
        "https://xn--bcher-kva.example",
        "http://app.example.com:443",
        "https://app.example.com:80",
        "https://[2001:db8::443]",
    ] {
        assert_eq!(Origin::parse(text).as_ref().map(Origin::as_str), Some(text));
    }
}

#[test]
fn what_no_browser_sends_is_refused() {
    for text in [
        "",
        "null",
        "*",
        "app.example.com",
        "//app.example.com",
        "https:app.example.com",
        "https://",
        "https://app.example.com/",
        "https://app.example.com/x",
        "https://app.example.com?x",
        "https://app.example.com#x",
        "https://user@app.example.com",
        "https://user:password@app.example.com",
        "HTTPS://app.example.com",
        "https://App.example.com",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "https://app.example.com:",
        "https://bücher.example",
        "https://app.example.com,https://b.example",
        "https://app.example.com https://b.example",
        "https://*.example.com",
        "ftp://app.example.com",
        "javascript://app.example.com",
        "file://",
        " https://app.example.com",
        "https://app.example.com\n",
        "https://app.example.com\\x",
        "https://app%2eexample.com",
    ] {
        assert_eq!(Origin::parse(text), None, "{text:?}");
    }
    assert!(Origin::parse(&format!("https://{}", "a".repeat(248))).is_some());
    assert_eq!(Origin::parse(&format!("https://{}", "a".repeat(249))), None);
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_taken_is_unchanged(text in "(https?://)?.{0,40}") {
        if let Some(origin) = Origin::parse(&text) {
            prop_assert_eq!(origin.as_str(), text);
        }
    }
}
