//! Secrets: compared without telling anything about them.

use helpthread_core::secret::Secret;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_secret_matches_itself_and_nothing_else(secret: Vec<u8>, other: Vec<u8>) {
        let known = Secret::new(secret.clone());
        prop_assert!(known.matches(&secret));
        prop_assert_eq!(known.matches(&other), secret == other);
        prop_assert!(!known.matches(&[&*secret, b"\0"].concat()));
    }
}
