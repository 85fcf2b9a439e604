//! Data outlives the process that wrote it.

use crate::api::Api;
use crate::lists::JANE;

#[test]
fn a_killed_server_comes_back_with_its_data() {
    let api = Api::start();
    let paths = ["/conversations?limit=100".to_owned(), format!("/customers/{JANE}/conversations")];
    let before = paths.each_ref().map(|path| api.page(path));
    api.restart();
    assert_eq!(paths.each_ref().map(|path| api.page(path)), before);
    assert!(!api.log().contains("fault"), "a healthy server logs no fault: {}", api.log());
}
