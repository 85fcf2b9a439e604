//! Where deliveries may go (api-v1.md §7, threats.md row 35): a public host, over https.
//!
//! The platform's fetch parses a URL by the rules of browsers, under which `https://2130706433/` and `https://0x7f.1/` are
//! addresses of this machine. So nothing is parsed leniently here: what is not plainly a DNS name below a top-level
//! domain is refused, whatever it would turn out to mean. A name that resolves to an address inside looks like any
//! other; the network that the Worker is given, which reaches public addresses only, is what refuses that one.
//!
//! Any port is allowed: TLS is spoken on it before a byte of ours is sent.

use helpthread_core::error::{ErrorCode, Refusal};

use crate::Mode;

/// The longest URL, in bytes.
pub const MAX_LENGTH: usize = 2_048;

const HTTPS: &str = "Webhook URL must be an HTTPS URL.";
const PLAIN: &str = "Webhook URL must be at most 2048 visible ASCII characters, without a backslash.";
const BARE: &str = "Webhook URL must have neither user information nor a fragment.";
const PORT: &str = "Webhook URL must have a port from 1 to 65535, or none.";
const HOST: &str = "Webhook URL must name a public host.";

/// Endings that are never public: special-use names (RFC 6761, 6762, 7686, 8375, 9476), ICANN's `internal`, and what private
/// networks use by custom. `example` is left out, so that the documents' URLs can be registered; nothing answers there.
const PRIVATE: [&str; 16] = [
    "alt",
    "arpa",
    "consul",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
];

/// Refuses a URL that deliveries may not go to. In [`Mode::Sandbox`], http to a loopback address is allowed besides.
///
/// # Errors
/// `invalid_webhook_url`, saying which rule.
pub fn check(url: &str, mode: Mode) -> Result<(), Refusal> {
    broken_rule(url, mode).map_or(Ok(()), |rule| Err(Refusal::new(ErrorCode::InvalidWebhookUrl, rule)))
}

fn broken_rule(url: &str, mode: Mode) -> Option<&'static str> {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let secure = scheme.eq_ignore_ascii_case("https");
    let may_be_loopback = mode == Mode::Sandbox && scheme.eq_ignore_ascii_case("http");
    if !secure && !may_be_loopback {
        return Some(HTTPS);
    }
    // A browser's parser drops tabs and line ends and takes a backslash for a slash.
    if url.len() > MAX_LENGTH || !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Some(PLAIN);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') || url.contains('#') {
        return Some(BARE);
    }
    let (host, port) = split(authority);
    if !port.is_none_or(is_port) {
        return Some(PORT);
    }
    match (secure, is_public_name(host), is_loopback(host)) {
        (true, true, _) | (false, _, true) => None,
        (true, false, _) => Some(HOST),
        (false, _, false) => Some(HTTPS),
    }
}

/// The host and the port, at the last colon that is not inside brackets.
fn split(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_port(text: &str) -> bool {
    (1..=5).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// A DNS name of two labels or more whose top-level domain is one of letters, or an internationalised one. No address, in
/// whatever notation, ends in such a label.
fn is_public_name(host: &str) -> bool {
    let name = host.to_ascii_lowercase();
    let Some((_, top)) = name.rsplit_once('.') else {
        return false;
    };
    let is_domain = top.len() >= 2 && (top.starts_with("xn--") || top.bytes().all(|byte| byte.is_ascii_lowercase()));
    name.len() <= 253 && name.split('.').all(is_label) && is_domain && !PRIVATE.contains(&top)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}
