//! Secrets: compared without telling anything about them.

use helpthread_core::secret::Secret;
use proptest::prelude::*;

#[test]
fn a_secret_tells_its_length_and_no_more() {
    let (empty, secret) = (Secret::new(""), Secret::new("é"));
    assert!(empty.is_empty() && !secret.is_empty());
    assert_eq!((empty.len(), secret.len()), (0, 2), "bytes count, not characters");
    assert_eq!(format!("{secret:?}"), "Secret([redacted])");
}

proptest! {
    #[test]
    fn a_secret_matches_itself_and_nothing_else(secret: Vec<u8>, other: Vec<u8>) {
        let known = Secret::new(secret.clone());
        prop_assert!(known.matches(&secret));
        prop_assert_eq!(known.matches(&other), secret == other);
        prop_assert!(!known.matches(&[&*secret, b"\0"].concat()));
    }
}
