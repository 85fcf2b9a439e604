//! Where deliveries may go (api-v1.md §3).

use helpthread_core::error::{ErrorCode, Refusal};

use crate::inbox::Mode;

/// Refuses a URL that is not https; http to a loopback address is allowed in sandbox mode.
///
/// # Errors
/// `invalid_webhook_url`.
pub(crate) fn check(url: &str, mode: Mode) -> Result<(), Refusal> {
    let authority = |rest: &str| rest.split(['/', '?', '#']).next().is_some_and(|authority| !authority.is_empty());
    let loopback = |rest: &str| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        ["127.0.0.1", "localhost", "[::1]"].contains(&host)
    };
    let allowed = url.strip_prefix("https://").is_some_and(authority)
        || (mode == Mode::Sandbox && url.strip_prefix("http://").is_some_and(loopback));
    let refusal = || Refusal::new(ErrorCode::InvalidWebhookUrl, "Webhook URL must be an HTTPS URL.");
    allowed.then_some(()).ok_or_else(refusal)
}
