//! Without SANDBOX the published demo workspace does not exist, and nobody can tell that it could (api-v1.md §9).

use xtask::settings::Worker;
use xtask::stack::{Stack, StackOptions};

use crate::curl::Call;

fn production() -> Stack {
    let stack = Stack::start(StackOptions::new([Worker::Api]).unset(Worker::Api, "SANDBOX"));
    stack.unwrap_or_else(|error| panic!("{error:#}; build with: cargo xtask build"))
}

#[test]
fn the_published_credential_opens_nothing() {
    let stack = production();
    for path in ["/v1/conversations", "/v1/nothing"] {
        let answer = Call::to(&(stack.url(Worker::Api) + path)).answer();
        assert_eq!(answer.refusal(), (401, "invalid_signature".to_owned()), "{path}");
    }
}

#[test]
fn the_published_token_administers_nothing_and_there_is_no_reset() {
    let stack = production();
    for path in ["/_sandbox/reset", "/_admin/workspaces"] {
        let call = Call::to(&(stack.url(Worker::Api) + path)).method("POST").authorization("Bearer sandbox_admin_dev");
        assert_eq!(call.answer().refusal(), (404, "not_found".to_owned()), "{path}");
    }
}
