//! Row 23: a token that names or brings its own key.

use helpthread_tests::proxy::turn;

use crate::replayed::{Replay, cases};

#[test]
fn a_key_is_looked_up_exactly_and_never_fetched() {
    let proxy = turn();
    let of_keys = |name: &str| ["kid", "jku", "jwk", "x5u", "crit"].iter().any(|word| name.starts_with(word));
    let cases: Vec<_> = cases().into_iter().filter(|case| of_keys(case.name())).collect();
    assert!(cases.len() > 15);
    for case in cases {
        assert_eq!(case.replay(&proxy), Replay::Refused("invalid_session".to_owned()), "{}", case.name());
    }
    assert_eq!(proxy.upstream_lines(), [""; 0]);
}
