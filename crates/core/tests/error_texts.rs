//! What the core's errors say when a program prints them: which rule is broken, in words that a person can act on.

use helpthread_core::{
    cursor::Cursor,
    error::ErrorCode,
    hthmac::{HthmacError, Signer},
    id::CustomerId,
    secret::Secret,
    session::{Claims, PublicKeys, SessionError, SessionSecret, Subject},
    time::Timestamp,
    webhook::WebhookError,
};

fn customer() -> CustomerId {
    "cus_1".parse().expect("an id")
}

#[test]
fn an_error_says_what_is_expected() {
    let lifetime = Claims::new(Subject::Customer(customer()), 0, 901).expect_err("too long");
    let origin =
        Claims::new(Subject::Customer(customer()), 0, 1).expect("claims").bound_to("x").expect_err("no origin");
    let keys = PublicKeys::parse("[]").expect_err("no key set");
    for (said, expected) in [
        (Cursor::decode("!").unwrap_err().to_string(), "the next_cursor of a previous page is expected"),
        (Timestamp::parse("today").unwrap_err().to_string(), "a time such as 2024-05-13T14:24:00Z is expected"),
        (
            Signer::new("", &Secret::new("")).unwrap_err().to_string(),
            "a workspace key of 1 to 128 visible ASCII characters without quote and backslash is expected",
        ),
        (
            SessionSecret::new(&Secret::new("short")).unwrap_err().to_string(),
            "a session secret of at least 32 bytes is expected",
        ),
        (lifetime.to_string(), "a lifetime of 1 to 900 seconds is expected"),
        (origin.to_string(), "an origin such as https://app.example.com is expected"),
        (keys[0].to_string(), "the key set is not a JWK Set"),
    ] {
        assert_eq!(said, expected);
    }
    assert!(CustomerId::parse("usr_1").unwrap_err().to_string().contains("cus_"));
}

#[test]
fn a_refusal_says_which_check_failed() {
    assert_eq!(HthmacError::Missing.to_string(), ErrorCode::MissingAuthentication.meaning());
    assert_eq!(SessionError::Expired.to_string(), "the token has expired");
    assert_eq!(WebhookError::NoSignature.to_string(), "webhook-signature has no v1 signature");
}
