//! The Authorization header of the API (api-v1.md §1): accepted exactly when an oracle that splits at the quotes accepts it.

use helpthread_core::{
    hthmac::{Authorization, Signer, Verifier, sign},
    secret::Secret,
};

use crate::vectors;

const SECRET: &str = "whsec_test_9d8f7a6b5c4e3d2c1b0a";

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vectors::texts("hthmac.json", "header")
}

pub(crate) fn check(data: &[u8]) {
    let Ok(header) = str::from_utf8(data) else { return };
    let (secret, verifier) = (Secret::new(SECRET), Verifier::new(&Secret::new(SECRET)));
    let expected = oracle(header);
    let Ok(read) = Authorization::parse(header) else {
        assert!(expected.is_none(), "refused, but well formed");
        return;
    };
    let (key, signature, timestamp) = expected.expect("accepted, but not well formed");
    assert_eq!((read.workspace_key.as_str(), read.timestamp), (key, timestamp));
    assert_eq!(read.signature.expose(), signature);

    let is_the_bodys = signature == sign(&secret, data).expose();
    assert_eq!(verifier.verify(&read.signature, data).is_ok(), is_the_bodys);

    let signer = Signer::new(key, &secret).expect("a key that was read can be written");
    let written = Authorization::parse(&signer.authorization(data, timestamp)).expect("what we write is well formed");
    assert_eq!((written.workspace_key.as_str(), written.timestamp), (key, timestamp));
    assert!(verifier.verify(&written.signature, data).is_ok());
    assert!(verifier.verify(&written.signature, &[data, b"."].concat()).is_err());
}

/// The key, the signature and the timestamp. No value holds a quote, so the quotes alone tell the parts apart.
fn oracle(header: &str) -> Option<(&str, &str, i64)> {
    let is_blank = |character| character == ' ' || character == '\t';
    let (scheme, parameters) = header.split_at_checked(7)?;
    let parts: Vec<&str> = parameters.split('"').collect();
    let [first, a, second, b, third, c, end] = parts[..] else { return None };
    let second = second.trim_start_matches(is_blank).strip_prefix(',')?;
    let third = third.trim_start_matches(is_blank).strip_prefix(',')?;
    if header.len() > 512 || !scheme.eq_ignore_ascii_case("hthmac ") || !end.trim_matches(is_blank).is_empty() {
        return None;
    }
    let given = [first, second, third].map(|name| name.trim_start_matches(is_blank));
    let value = |name: &str| Some([a, b, c][given.iter().position(|given| *given == name)?]);
    let (key, signature, timestamp) = (value("workspace_key=")?, value("signature=")?, value("timestamp=")?);
    let hex = signature.strip_prefix("sha256=")?;
    let is_hex = hex.len() == 64 && hex.chars().all(|digit| "0123456789abcdef".contains(digit));
    let is_key = (1..=128).contains(&key.len()) && key.chars().all(|c| ('!'..='~').contains(&c) && c != '\\');
    let is_time = (1..=12).contains(&timestamp.len()) && timestamp.chars().all(|digit| digit.is_ascii_digit());
    (is_hex && is_key && is_time).then(|| Some((key, signature, timestamp.parse().ok()?)))?
}
