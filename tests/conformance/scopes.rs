//! What a credential may do (api-v1.md §1), and when it may no longer.

use serde_json::json;

use crate::api::api;

#[test]
fn a_credential_without_the_scope_is_refused_on_every_route() {
    let api = api();
    let nothing = api.credential(&["webhooks:manage"]);
    for path in ["/conversations", "/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations"] {
        let answer = api.get(path).signed_by(&nothing).answer();
        let expected = json!({ "error": { "code": "insufficient_scope", "message": "The credential or session lacks the permission." } });
        assert_eq!((answer.status, answer.json()), (403, expected), "{path}");
        assert!(answer.header("X-RateLimit-Limit").is_some(), "the answer is authenticated");
    }
    let reader = api.credential(&["conversations:read"]);
    assert_eq!(api.get("/conversations?limit=1").signed_by(&reader).answer().status, 200);
    let reply = api.get("/conversations/cnv_x/messages").method("POST").json(&json!({})).signed_by(&reader).answer();
    assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (403, Some("insufficient_scope")));
}

#[test]
fn revocation_takes_effect_on_the_very_next_request() {
    let api = api();
    let credential = api.credential(&["conversations:read"]);
    let status = || api.get("/conversations?limit=1").signed_by(&credential).answer().status;
    assert_eq!(status(), 200);
    let revoked = api.administer("DELETE", &format!("/credentials/{}", credential.key), None);
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    assert_eq!(status(), 401);
}
