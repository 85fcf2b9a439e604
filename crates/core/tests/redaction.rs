//! No secret and no signature shows in `Debug` (threats.md row 5): not as text, hex, base64 or a list of bytes.

use core::fmt::Debug;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use helpthread_core::{
    hthmac::{Authorization, HthmacError, Signer, Verifier, sign},
    secret::Secret,
    session::{Claims, Keyring, SessionError, SessionSecret, Subject, mint, verify},
    webhook::{Delivery, Key, WebhookError, verify as verify_webhook},
    window::Window,
};
use proptest::prelude::*;

const NOW: i64 = 1_715_606_400;

/// Every spelling of the bytes that a careless `Debug` could produce.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let list = format!("{bytes:?}");
    let hex = base16ct::lower::encode_string(bytes);
    let spellings = vec![
        String::from_utf8_lossy(bytes).into_owned(),
        hex.to_uppercase(),
        hex,
        Base64::encode_string(bytes).trim_end_matches('=').to_string(),
        Base64UrlUnpadded::encode_string(bytes),
        list.trim_matches(['[', ']']).to_string(),
    ];
    spellings.into_iter().filter(|spelling| spelling.len() >= 8).collect()
}

fn shown(value: &dyn Debug) -> String {
    format!("{value:?}\n{value:#?}").replace([' ', '\n'], "")
}

fn assert_hidden(value: &dyn Debug, secrets: &[&[u8]]) {
    let shown = shown(value);
    for spelling in secrets.iter().flat_map(|secret| spellings(secret)) {
        assert!(!shown.contains(&spelling.replace(' ', "")), "a secret is in {shown}");
    }
}

/// Everything that holds a secret or a signature made with `bytes`, checked against both.
fn check_all(bytes: &[u8]) {
    let secret = Secret::new(bytes);
    let signature = sign(&secret, b"");
    let mac = base16ct::lower::decode_vec(&signature.expose()["sha256=".len()..]).expect("hex");
    let hidden: [&[u8]; 2] = [bytes, &mac];
    let signer = Signer::new("sk_test_abc123", &secret).expect("a key");
    let header = Authorization::parse(&signer.authorization(b"", NOW)).expect("our own header");
    let session = SessionSecret::new(&secret).expect("32 bytes");
    assert_hidden(&Keyring::new(session.clone()).with_previous(session.clone()), &hidden);
    for value in
        [&secret as &dyn Debug, &signature, &signer, &Verifier::new(&secret), &session, &Key::new(&secret), &header]
    {
        assert_hidden(value, &hidden);
    }
}

#[test]
fn the_demo_secrets_are_hidden() {
    check_all(b"dev_session_secret_0123456789abcdef0123");
    check_all(b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

/// The key that a webhook secret is decoded to is as secret as its text.
#[test]
fn a_decoded_webhook_key_is_hidden() {
    let decoded = Base64::decode_vec("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
    assert_hidden(&Key::new(&Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), &[&decoded]);
}

/// Whoever reads a log sees that something is there, and what.
#[test]
fn what_is_hidden_is_named() {
    let secret = Secret::new("dev_session_secret_0123456789abcdef0123");
    assert_eq!(format!("{:?}", sign(&secret, b"")), "Signature([redacted])");
    assert_eq!(format!("{:?}", Verifier::new(&secret)), "Verifier { key: MacKey([redacted]) }");
}

#[test]
fn the_workspace_key_is_no_secret_and_helps_to_read_a_log() {
    let signer = Signer::new("sk_test_abc123", &Secret::new("secret")).expect("a key");
    assert!(shown(&signer).contains("sk_test_abc123"));
}

/// The check itself finds a secret that is shown.
#[test]
#[should_panic(expected = "a secret is in")]
fn a_careless_debug_would_be_found() {
    #[derive(Debug)]
    #[expect(dead_code, reason = "read by Debug")]
    struct Careless(Vec<u8>);
    let bytes = b"dev_session_secret_0123456789abcdef0123";
    assert_hidden(&Careless(bytes.to_vec()), &[bytes]);
}

#[test]
fn errors_repeat_nothing_of_what_they_refuse() {
    let customer = Subject::Customer("cus_1".parse().expect("an id"));
    let key = |text: &str| SessionSecret::new(&Secret::new(text.repeat(32))).expect("32 bytes");
    let token = mint(&Claims::new(customer, NOW, 900).expect("claims"), &key("a"));
    let refused: SessionError = verify(&token, &Keyring::new(key("b")), NOW).expect_err("another key");
    assert!(!format!("{refused:?} {refused}").contains(&token[token.len() - 20..]));
    let delivery = Delivery { id: "dlv_1", timestamp: "1715606400", signature: "v1,canary", body: b"" };
    let refused: WebhookError = verify_webhook(&delivery, &[], Window::around(NOW)).expect_err("no signature");
    assert!(!format!("{refused:?} {refused}").contains("canary"));
    let refused: HthmacError = Authorization::parse("HTHMAC canary").expect_err("malformed");
    assert!(!format!("{refused:?} {refused}").contains("canary"));
}

proptest! {
    #[test]
    fn any_secret_is_hidden(bytes in prop::collection::vec(any::<u8>(), 32..100)) {
        check_all(&bytes);
    }
}
