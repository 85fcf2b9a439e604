//! The longer examples: every page of a list, 429, and a webhook's signature.

use helpthread_docs::examples::{Example, all};

use super::delivery::Delivered;
use super::is_recorded;
use super::operations::reset;
use super::programs::{Run, demo};
use crate::api::Api;

fn of(topic: &str) -> Vec<Example> {
    let examples: Vec<Example> = all().into_iter().filter(|example| example.topic == topic).collect();
    assert_eq!(examples.len(), 5);
    examples
}

pub(super) fn every_program_reads_every_page(api: &Api) {
    reset(api);
    let printed: Vec<String> =
        of("every-page").iter().map(|one| Run::of(one, &api.base_url(), &demo()).printed()).collect();
    assert!(printed.iter().all(|line| *line == printed[0]), "{printed:?}");
    let pages = printed[0].split_whitespace().rev().nth(1).and_then(|word| word.parse::<u32>().ok());
    assert!(pages.is_some_and(|pages| pages > 1), "{}", printed[0]);
    is_recorded("every-page.txt", &printed[0]);
}

/// Each has a workspace of its own with one request a minute, which is used up before. A minute may end in between: then once more.
pub(super) fn after_429_each_program_waits_and_succeeds() {
    let api = &Api::start();
    std::thread::scope(|scope| {
        for example in of("rate-limit") {
            scope.spawn(move || {
                let waited = (0..3).any(|_| {
                    let (_, credential) = api.workspace(1);
                    assert_eq!(api.get("/conversations").signed_by(&credential).answer().status, 200);
                    let output = Run::of(&example, &api.base_url(), &credential).ended();
                    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(output.status.success(), "{}: {complaint}", example.path());
                    assert_eq!(output.stdout, b"200\n", "{}: {complaint}", example.path());
                    complaint.contains("429: waiting")
                });
                assert!(waited, "{} was never limited", example.path());
            });
        }
    });
}

pub(super) fn every_program_tells_a_real_delivery_from_a_forged_one(api: &Api) {
    reset(api);
    let delivered = Delivered::by(api);
    is_recorded("delivery.http", &delivered.normal());
    for example in of("verify-webhook") {
        let run = |body: &[u8], timestamp: &str| {
            Run::of(&example, &api.base_url(), &demo())
                .env("WEBHOOK_SECRET", &delivered.secret)
                .env("WEBHOOK_ID", &delivered.id)
                .env("WEBHOOK_TIMESTAMP", timestamp)
                .env("WEBHOOK_SIGNATURE", &delivered.signature)
                .input(body)
                .ended()
        };
        let accepted = run(&delivered.body, &delivered.timestamp);
        assert_eq!(
            (accepted.status.code(), String::from_utf8_lossy(&accepted.stdout).trim()),
            (Some(0), "message.created"),
            "{}: {}",
            example.path(),
            String::from_utf8_lossy(&accepted.stderr)
        );
        let longer = [&delivered.body[..], b" "].concat();
        for (body, timestamp) in [(&longer[..], delivered.timestamp.as_str()), (&delivered.body[..], "1")] {
            let refused = run(body, timestamp);
            let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(1), "{}: {complaint}", example.path());
            assert!(complaint.contains("refused: "), "{}: {complaint}", example.path());
        }
    }
}
