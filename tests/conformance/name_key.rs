//! Keys that somebody makes up do not fill the disk of a server that has `NAME_KEY`.

use serde_json::json;
use xtask::settings::Worker;

use crate::api::Api;
use crate::curl::Credential;

fn made_up(number: usize) -> Credential {
    Credential { key: format!("sk_live_madeup{number}_credential"), secret: "a secret".to_owned() }
}

#[test]
fn keys_that_are_made_up_leave_no_file_behind() {
    let api = Api::start_with(|options| options.set(Worker::Api, "NAME_KEY", "a name key of this test alone"));
    let (_, credential) = api.workspace(1_000);
    let list = |credential: &Credential| api.get("/conversations?limit=1").signed_by(credential).answer();
    assert_eq!(list(&credential).status, 200, "a workspace that was made here is found");
    assert_eq!(api.page("/conversations?limit=1")["data"].as_array().map(Vec::len), Some(1), "and the sandbox's own");

    let before = api.databases();
    let unknown =
        json!({ "error": { "code": "invalid_signature", "message": "The signature does not match the raw body." } });
    for number in 0..100 {
        let answer = list(&made_up(number));
        assert_eq!((answer.status, answer.json()), (401, unknown.clone()));
    }
    assert_eq!(api.databases(), before);
}

/// Why there is a `NAME_KEY` at all.
#[test]
fn without_the_setting_plain_workerd_leaves_one() {
    let api = Api::start();
    let before = api.databases().len();
    assert_eq!(api.get("/conversations").signed_by(&made_up(0)).answer().status, 401);
    assert!(api.databases().len() > before);
}
