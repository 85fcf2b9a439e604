//! Scopes (api-v1.md §1): names, sets, and that what is unknown grants nothing.

use helpthread_core::scope::{Scope, Scopes};
use proptest::{prelude::*, sample::subsequence};

#[test]
fn the_names_are_the_contracts() {
    let names = Scope::ALL.map(Scope::as_str);
    assert_eq!(names, ["conversations:read", "conversations:write", "webhooks:manage"]);
    for scope in Scope::ALL {
        assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        assert_eq!(scope.to_string(), scope.as_str());
    }
}

#[test]
fn unknown_names_grant_nothing() {
    for names in
        ["", " ", "*", "admin", "conversations", "Conversations:Read", "conversations:read,conversations:write"]
    {
        assert_eq!(Scopes::parse(names), Scopes::NONE, "{names:?}");
    }
    assert_eq!(Scopes::parse("x  conversations:read y"), Scopes::of([Scope::ConversationsRead]));
}

#[test]
fn a_scope_that_is_named_twice_is_granted() {
    let twice = Scopes::parse("conversations:read conversations:write conversations:read");
    assert_eq!(twice, Scopes::of([Scope::ConversationsRead, Scope::ConversationsWrite]));
}

fn scopes() -> impl Strategy<Value = Vec<Scope>> {
    subsequence(Scope::ALL.to_vec(), 0..=3)
}

proptest! {
    #[test]
    fn a_set_allows_its_members_and_nothing_else(members in scopes()) {
        let set = Scopes::of(members.clone());
        for scope in Scope::ALL {
            prop_assert_eq!(set.allows(scope), members.contains(&scope));
        }
        prop_assert_eq!(set.iter().collect::<Vec<_>>(), members.clone());
        let names: Vec<&str> = members.iter().map(|scope| scope.as_str()).collect();
        prop_assert_eq!(Scopes::parse(names.join(" ")), set);
    }

    #[test]
    fn narrowing_never_adds(left in scopes(), right in scopes()) {
        let narrowed = Scopes::of(left.clone()).narrowed_to(Scopes::of(right.clone()));
        for scope in Scope::ALL {
            prop_assert_eq!(narrowed.allows(scope), left.contains(&scope) && right.contains(&scope));
        }
    }
}
