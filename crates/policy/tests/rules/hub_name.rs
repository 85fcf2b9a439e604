//! Names of the hubs' objects (threats.md row 25).

use std::collections::BTreeSet;

use helpthread_core::id::CustomerId;
use helpthread_policy::hub::name::{OF_WORKSPACE, of_customer};
use proptest::prelude::*;

#[test]
fn the_workspaces_name_is_no_customers() {
    for id in ["cus_workspace", "cus_1", "cus_customer-5-cus_a"] {
        assert_ne!(of_customer(&CustomerId::parse(id).unwrap()), OF_WORKSPACE);
    }
}

#[test]
fn look_alikes_have_names_of_their_own() {
    let ids = ["cus_a", "cus_aa", "cus_A", "cus_a-", "cus_a_", "cus_--", "cus_5_cus_a", "cus_cus_a"];
    let names: BTreeSet<String> = ids.iter().map(|id| of_customer(&CustomerId::parse(id).unwrap())).collect();
    assert_eq!(names.len(), ids.len());
}

proptest! {
    #[test]
    fn a_name_is_of_one_id(one in "cus_[A-Za-z0-9_-]{1,60}", other in "cus_[A-Za-z0-9_-]{1,60}") {
        let name = |id: &str| of_customer(&CustomerId::parse(id).unwrap());
        prop_assert_eq!(name(&one) == name(&other), one == other);
        let expected = format!("customer:{}:{one}", one.len());
        prop_assert_eq!(name(&one), expected);
    }
}
