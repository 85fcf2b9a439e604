//! Paths and queries are taken raw (threats.md row 9).

use helpthread_core::target::Target;
use proptest::prelude::*;

fn parts(url: &str) -> (&str, &str) {
    let Target { path, query } = Target::of(url);
    (path, query)
}

#[test]
fn nothing_is_decoded_or_normalised() {
    assert_eq!(parts("http://h/a/../b?c=%2f&d"), ("/a/../b", "c=%2f&d"));
    assert_eq!(parts("http://h//a"), ("//a", ""));
    assert_eq!(parts("http://h/a?b?c#d"), ("/a", "b?c"));
    assert_eq!(parts("http://h/a#b?c"), ("/a", ""));
    assert_eq!(parts("http://h/a?b=http://x/y"), ("/a", "b=http://x/y"));
}

#[test]
fn a_url_may_lack_a_path_or_an_origin() {
    assert_eq!(parts("http://h"), ("", ""));
    assert_eq!(parts("http://h?x"), ("", "x"));
    assert_eq!(parts("/a://b?c"), ("/a://b", "c"));
    assert_eq!(parts(""), ("", ""));
}

proptest! {
    #[test]
    fn no_url_panics_and_the_parts_are_of_the_url(url in any::<String>()) {
        let target = Target::of(&url);
        prop_assert!(url.contains(target.path) && url.contains(target.query));
    }
}
