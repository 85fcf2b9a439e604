//! Without SANDBOX the published demo workspace does not exist, and nobody can tell that it could (api-v1.md §9).

use xtask::settings::Worker;
use xtask::stack::{Stack, StackOptions};

use crate::curl::Call;

#[test]
fn the_published_credential_opens_nothing() {
    let stack = Stack::start(StackOptions::new([Worker::Api]).unset(Worker::Api, "SANDBOX"));
    let stack = stack.unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"));
    for path in ["/v1/conversations", "/v1/nothing", "/_sandbox/reset", "/_admin/workspaces"] {
        let answer = Call::to(&(stack.url(Worker::Api) + path)).answer();
        assert_eq!(answer.refusal(), (401, "invalid_signature".to_owned()), "{path}");
    }
}
