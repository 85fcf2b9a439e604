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

#[test]
fn secrets_that_came_together_are_told_apart_by_their_lengths() {
    let both = Secret::new("onethree");
    let split = both.split([3, 5].into_iter()).expect("there are eight bytes");
    assert!(split[0].matches(b"one") && split[1].matches(b"three"));
    assert!(both.split([3, 6].into_iter()).is_none());
}
