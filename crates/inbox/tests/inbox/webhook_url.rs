//! Where deliveries may go (api-v1.md §7, threats.md row 35).

use helpthread_core::error::ErrorCode;
use helpthread_inbox::Mode;
use helpthread_inbox::webhook_url::{MAX_LENGTH, check};
use proptest::prelude::*;

const MODES: [Mode; 2] = [Mode::Production, Mode::Sandbox];

/// The URLs of the corpus, with its escapes resolved.
fn refused() -> Vec<String> {
    let lines = include_str!("corpus/refused_urls.txt").lines();
    let rows = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let urls = rows.map(|row| row.rsplit_once(" | ").expect("a URL, a bar, why").0);
    urls.map(|url| {
        [("\\t", "\t"), ("\\r", "\r"), ("\\n", "\n"), ("\\0", "\0"), ("\\u{e9}", "\u{e9}")]
            .iter()
            .fold(url.to_owned(), |url, (escape, character)| url.replace(escape, character))
    })
    .collect()
}

#[test]
fn a_url_that_is_not_plainly_a_public_host_over_https_is_refused() {
    for url in refused() {
        for mode in MODES {
            let refusal = check(&url, mode).expect_err(&url);
            assert_eq!(refusal.code, ErrorCode::InvalidWebhookUrl, "{url}");
            assert!(!refusal.message.contains(url.trim()) || url.trim().is_empty(), "the message repeats {url}");
        }
    }
}

#[test]
fn a_public_host_over_https_is_allowed() {
    for url in [
        "https://example.com",
        "https://example.com/",
        "https://hooks.acme.example/helpthread?token=a%20b&c=d@e:f",
        "HTTPS://Hooks.Example.COM/In",
        "https://example.com:443/",
        "https://example.com:8443/hooks",
        "https://example.com:1/",
        "https://example.com?a=b",
        "https://xn--exmple-cua.com/",
        "https://example.xn--p1ai/",
        "https://1password.com/",
        "https://127.0.0.1.example.com/",
        "https://localhost.example.com/",
        "https://internal-tools.example.co.uk/[x]",
    ] {
        for mode in MODES {
            assert_eq!(check(url, mode), Ok(()), "{url}");
        }
    }
}

#[test]
fn without_tls_the_message_is_the_contracts() {
    for mode in MODES {
        let refusal = check("http://example.com/hooks", mode).unwrap_err();
        assert_eq!(refusal.message, "Webhook URL must be an HTTPS URL.");
    }
}

#[test]
fn only_the_sandbox_allows_http_to_a_loopback_address() {
    for url in ["http://127.0.0.1:4000/hooks", "http://localhost:4000", "http://[::1]:4000/", "http://127.0.0.1/"] {
        assert_eq!(check(url, Mode::Sandbox), Ok(()), "{url}");
        assert_eq!(check(url, Mode::Production).unwrap_err().message, "Webhook URL must be an HTTPS URL.");
    }
    for url in [
        "http://10.0.0.1/",
        "http://127.0.0.1@10.0.0.1/",
        "http://127.0.0.1:0/",
        "http://localhost.example.com/",
        "http://[::ffff:10.0.0.1]/",
        "http://127.0.0.1\\@10.0.0.1/",
    ] {
        assert!(check(url, Mode::Sandbox).is_err(), "{url}");
    }
}

#[test]
fn a_url_has_at_most_2048_bytes() {
    let longest = format!("https://example.com/{:a<1$}", "", MAX_LENGTH - 20);
    assert_eq!(longest.len(), MAX_LENGTH);
    assert_eq!(check(&longest, Mode::Production), Ok(()));
    assert!(check(&format!("{longest}a"), Mode::Production).is_err());
}

proptest! {
    #[test]
    fn no_spelling_of_an_address_is_a_name(parts in prop::collection::vec((any::<u32>(), 0..3), 1..=4)) {
        let written: Vec<_> = parts
            .iter()
            .map(|(number, radix)| match radix {
                0 => format!("{number}"),
                1 => format!("0{number:o}"),
                _ => format!("0x{number:x}"),
            })
            .collect();
        for mode in MODES {
            let url = format!("https://{}/", written.join("."));
            prop_assert!(check(&url, mode).is_err(), "{}", url);
        }
    }

    #[test]
    fn any_text_gets_an_answer(url in "(https?://)?[a-z0-9:@/\\\\.#?\\[\\]%é-]{0,40}") {
        if check(&url, Mode::Production).is_ok() {
            prop_assert!(url.starts_with("https://") && !url.contains(['@', '#', '\\', '[']) || url.contains('/'));
        }
    }
}
