//! Session tokens (proxy.md §1): what is accepted and as whom, which check refuses the rest, and what minting writes.

use base64ct::{Base64UrlUnpadded, Encoding};
use helpthread_core::{
    error::ErrorCode,
    hthmac::sign,
    id::{AgentId, CustomerId},
    origin::Origin,
    scope::{Scope, Scopes},
    secret::Secret,
    session::{
        Claims, InvalidClaims, Keyring, PublicKeys, Session, SessionError, SessionSecret, Subject, mint, verify,
    },
};
use proptest::{option, prelude::*, sample::subsequence};
use serde::Deserialize;

use crate::{
    arbitrary::{agent_id, customer_id, edited, flipped},
    vectors,
};

const NOW: i64 = 1_715_606_400;

#[derive(Deserialize)]
struct Case {
    name: String,
    token: String,
    now: i64,
    code: Option<String>,
    reason: Option<String>,
    session: Option<Expected>,
    mint: Option<Mint>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Expected {
    role: String,
    sub: String,
    scopes: Vec<String>,
    origin: Option<String>,
    expires_at: i64,
}

#[derive(Deserialize)]
struct Mint {
    role: String,
    sub: String,
    now: i64,
    lifetime: i64,
    scopes: Option<Vec<String>>,
    origin: Option<String>,
}

fn secret(text: &str) -> SessionSecret {
    SessionSecret::new(&Secret::new(text)).expect("32 bytes")
}

fn keyring() -> Keyring {
    Keyring::new(secret("dev_session_secret_0123456789abcdef0123"))
}

fn as_expected(session: &Session) -> Expected {
    Expected {
        role: session.subject.role().into(),
        sub: session.subject.id().into(),
        scopes: session.scopes.iter().map(|scope| scope.as_str().into()).collect(),
        origin: session.origin.as_ref().map(|origin| origin.as_str().into()),
        expires_at: session.expires_at,
    }
}

fn reason(error: SessionError) -> &'static str {
    match error {
        SessionError::Missing => "missing",
        SessionError::Malformed => "malformed",
        SessionError::UnknownKey => "unknown_key",
        SessionError::WrongAlgorithm => "wrong_algorithm",
        SessionError::Mismatch => "mismatch",
        SessionError::Claims => "claims",
        SessionError::Expired => "expired",
    }
}

fn subject(role: &str, sub: &str) -> Subject {
    match role {
        "customer" => Subject::Customer(CustomerId::parse(sub).expect("a customer")),
        _ => Subject::Agent(AgentId::parse(sub).expect("an agent")),
    }
}

#[test]
fn every_token_of_the_vectors_is_answered_as_they_say() {
    let vectors = vectors::read::<Case>("session-tokens.json");
    let shared = |name: &str| secret(vectors.shared["secrets"][name].as_str().expect("a secret"));
    let public = PublicKeys::parse(&vectors.shared["jwks"].to_string()).expect("the vectors' keys");
    let keyring = Keyring::new(shared("current")).with_previous(shared("previous")).with_public_keys(public);
    for case in vectors.cases {
        let (session, error) = match verify(&case.token, &keyring, case.now) {
            Ok(session) => (Some(as_expected(&session)), None),
            Err(error) => (None, Some(error)),
        };
        assert_eq!(error.map(reason), case.reason.as_deref(), "{}", case.name);
        assert_eq!(error.map(|error| error.code().as_str()), case.code.as_deref(), "{}", case.name);
        assert_eq!(session, case.session, "{}", case.name);
    }
}

#[test]
fn minting_writes_the_tokens_of_the_vectors_byte_for_byte() {
    let vectors = vectors::read::<Case>("session-tokens.json");
    let current = secret(vectors.shared["secrets"]["current"].as_str().expect("a secret"));
    let cases: Vec<_> =
        vectors.cases.into_iter().filter_map(|case| Some((case.name, case.token, case.mint?))).collect();
    assert!(cases.len() >= 8);
    for (name, token, wanted) in cases {
        let mut claims = Claims::new(subject(&wanted.role, &wanted.sub), wanted.now, wanted.lifetime).expect("claims");
        if let Some(names) = wanted.scopes {
            claims = claims.narrowed_to(Scopes::parse(names.join(" ")));
        }
        if let Some(origin) = wanted.origin {
            claims = claims.bound_to(&origin).expect("an origin");
        }
        assert_eq!(mint(&claims, &current), token, "{name}");
    }
}

#[test]
fn a_session_secret_has_at_least_32_bytes() {
    assert!(SessionSecret::new(&Secret::new("x".repeat(31))).is_err());
    assert!(SessionSecret::new(&Secret::new("x".repeat(32))).is_ok());
    assert!(SessionSecret::new(&Secret::new("é".repeat(16))).is_ok(), "bytes count, not characters");
}

#[test]
fn a_lifetime_is_1_to_900_seconds() {
    let customer = || subject("customer", "cus_1");
    for lifetime in [0, -1, 901, i64::MAX, i64::MIN] {
        assert_eq!(Claims::new(customer(), NOW, lifetime), Err(InvalidClaims::Lifetime), "{lifetime}");
    }
    assert!(Claims::new(customer(), NOW, 1).is_ok() && Claims::new(customer(), NOW, 900).is_ok());
}

#[test]
fn the_roles_allow_what_the_contract_says() {
    let customer = subject("customer", "cus_1").scopes();
    let agent = subject("agent", "usr_1").scopes();
    assert_eq!(customer, Scopes::of([Scope::ConversationsRead]));
    assert_eq!(agent, Scopes::of([Scope::ConversationsRead, Scope::ConversationsWrite]));
}

#[test]
fn a_client_learns_missing_expired_or_invalid_and_no_more() {
    assert_eq!(SessionError::Missing.code(), ErrorCode::MissingAuthentication);
    assert_eq!(SessionError::Expired.code(), ErrorCode::SessionExpired);
    let rest =
        [SessionError::Malformed, SessionError::UnknownKey, SessionError::WrongAlgorithm, SessionError::Mismatch];
    assert!(rest.iter().chain(&[SessionError::Claims]).all(|error| error.code() == ErrorCode::InvalidSession));
}

/// A token with this header and payload, signed with the keyring's secret by way of another part of the core.
fn signed(header: &str, payload: &str) -> String {
    let message = [header, payload].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes())).join(".");
    let signature = sign(&Secret::new("dev_session_secret_0123456789abcdef0123"), message.as_bytes()).expose();
    let mac = base16ct::lower::decode_vec(&signature["sha256=".len()..]).expect("hex");
    format!("{message}.{}", Base64UrlUnpadded::encode_string(&mac))
}

const HEADER: &str = r#"{"alg":"HS256","typ":"helpthread-session+jwt"}"#;

fn payload() -> String {
    format!(r#"{{"aud":"helpthread-edge","sub":"cus_1","role":"customer","iat":{NOW},"exp":{}}}"#, NOW + 900)
}

#[test]
fn a_token_of_4096_bytes_is_read_and_a_longer_one_is_not() {
    // Base64 has no text of 4k + 1 characters: spaces in the header find a length from which the payload reaches the limit.
    let padded = |header: usize, payload_spaces: usize| {
        signed(&(HEADER.to_owned() + &" ".repeat(header)), &(payload() + &" ".repeat(payload_spaces)))
    };
    let longest =
        |header| (2_000..4_096).map(|spaces| padded(header, spaces)).take_while(|token| token.len() <= 4_096).last();
    let token = (0..3).filter_map(longest).find(|token| token.len() == 4_096).expect("a token of this length");
    assert!(verify(&token, &keyring(), NOW).is_ok());
    let longer = (0..3).map(|header| padded(header, 4_096)).min_by_key(String::len).expect("a token");
    assert_eq!(verify(&longer, &keyring(), NOW), Err(SessionError::Malformed));
}

/// A signature does not make up for a field that would bring a key or rules along, not even for one without a value.
#[test]
fn the_header_is_json_without_the_four_fields_that_are_refused() {
    assert!(verify(&signed(HEADER, &payload()), &keyring(), NOW).is_ok());
    for name in ["crit", "jku", "x5u", "jwk"] {
        for value in ["", "null", "[]", "{}", r#""https://evil.example/keys""#] {
            let header = HEADER.replace('}', &format!(r#","{name}":{value}}}"#));
            assert_eq!(verify(&signed(&header, &payload()), &keyring(), NOW), Err(SessionError::Malformed), "{header}");
        }
    }
}

fn anyone() -> impl Strategy<Value = Subject> {
    prop_oneof![customer_id().prop_map(Subject::Customer), agent_id().prop_map(Subject::Agent)]
}

fn scopes() -> impl Strategy<Value = Scopes> {
    subsequence(Scope::ALL.to_vec(), 0..=3).prop_map(Scopes::of)
}

fn a_token() -> String {
    let customer = subject("customer", "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F");
    mint(&Claims::new(customer, NOW, 900).expect("claims"), &secret("dev_session_secret_0123456789abcdef0123"))
}

proptest! {
    #[test]
    fn what_is_minted_is_accepted_until_it_expires(
        subject in anyone(), narrowed in option::of(scopes()), origin in option::of("https://[a-z]{1,20}(:[1-3][0-9]{3})?"),
        now in 0..253_402_300_799_i64, lifetime in 1..=900_i64, key: [u8; 32],
    ) {
        let key = SessionSecret::new(&Secret::new(key)).expect("32 bytes");
        let mut claims = Claims::new(subject.clone(), now, lifetime).expect("claims");
        if let Some(scopes) = narrowed {
            claims = claims.narrowed_to(scopes);
        }
        if let Some(origin) = &origin {
            claims = claims.bound_to(origin).expect("an origin");
        }
        let token = mint(&claims, &key);
        let ring = Keyring::new(key);
        let session = verify(&token, &ring, now).expect("our own token");
        prop_assert_eq!(&session.subject, &subject);
        let wanted = narrowed.map_or(subject.scopes(), |scopes| subject.scopes().narrowed_to(scopes));
        prop_assert_eq!(session.scopes, wanted);
        prop_assert_eq!(session.origin.as_ref().map(Origin::as_str), origin.as_deref());
        prop_assert_eq!(session.expires_at, now + lifetime);
        prop_assert!(verify(&token, &ring, now + lifetime + 29).is_ok());
        prop_assert_eq!(verify(&token, &ring, now + lifetime + 30), Err(SessionError::Expired));
        prop_assert!(verify(&token, &ring, now - 30).is_ok());
        prop_assert_eq!(verify(&token, &ring, now - 31), Err(SessionError::Claims));
    }

    #[test]
    fn an_edited_token_is_refused(token in edited(a_token())) {
        prop_assert_eq!(verify(&token, &keyring(), NOW).is_ok(), token == a_token());
    }

    #[test]
    fn no_flipped_bit_is_accepted(bit: usize) {
        if let Ok(token) = String::from_utf8(flipped(a_token().as_bytes(), bit)) {
            prop_assert!(verify(&token, &keyring(), NOW).is_err());
        }
    }

    #[test]
    fn no_other_secret_verifies(key in prop::collection::vec(any::<u8>(), 32..100), bit: usize) {
        let other = SessionSecret::new(&Secret::new(flipped(&key, bit))).expect("32 bytes");
        let customer = subject("customer", "cus_1");
        let token = mint(&Claims::new(customer, NOW, 900).expect("claims"), &other);
        let ring = Keyring::new(SessionSecret::new(&Secret::new(key)).expect("32 bytes"));
        prop_assert_eq!(verify(&token, &ring, NOW), Err(SessionError::Mismatch));
    }

    #[test]
    fn no_text_and_no_clock_panics(text: String, now: i64) {
        prop_assert!(verify(&text, &keyring(), now).is_err());
        let _ = verify(&a_token(), &keyring(), now);
        let _ = Claims::new(subject("agent", "usr_1"), now, 900).map(|claims| mint(&claims, &secret(&"x".repeat(32))));
    }
}
