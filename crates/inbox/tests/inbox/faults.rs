//! What breaks inside is told to the log and not to the client (threats.md row 28).

use std::cell::Cell;

use helpthread_inbox::request::Body;
use helpthread_inbox::{Inbox, Mode, seed};

use crate::support::{FailingAfter, NOW, Sqlite, code, get_request, moment, signed};

#[test]
fn a_failing_database_is_internal_error_without_details() {
    let database = Sqlite::empty();
    let authorization = signed(seed::KEY, seed::SECRET, b"", NOW);
    let (path, body) = ("/v1/conversations", Body::default());
    let request = get_request(path, "", Some(&authorization), &body);
    Inbox::new(&database, Mode::Sandbox).answer(&request, &moment(NOW)); // seeds

    // Two statements ask for the version, then credential, plan, window and page.
    for left in 0..6 {
        let failing = FailingAfter { database: &database, left: Cell::new(left) };
        let answer = Inbox::new(&failing, Mode::Sandbox).answer(&request, &moment(NOW));
        assert_eq!(code(&answer), (500, "internal_error".to_owned()));
        assert!(!answer.body.contains("disk") && !answer.body.contains("secret"), "{}", answer.body);
        assert!(answer.fault.unwrap().to_string().contains("disk I/O error"), "the log has it");
        let counted = answer.headers.iter().any(|(name, _)| *name == "X-RateLimit-Remaining");
        assert_eq!(counted, left == 5, "an authenticated answer carries the rate limit even then");
    }
}
