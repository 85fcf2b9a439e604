//! What changes from run to run, replaced by samples of the same shape: new ids, times, secrets, what is left of a limit.

use helpthread_core::model::Conversation;
use helpthread_docs::json_text::{Json, Language};

/// A moment after everything in the demo workspace.
const MOMENT: &str = "2024-05-13T15:14:27Z";
/// The demo workspace's own times are before this.
const NOW: &str = "2025";

/// The JSON text, normal and over several lines.
pub(super) fn json(text: &str) -> String {
    let mut json = Json::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    normalise("", &mut json);
    json.written(Language::Json, 0)
}

fn normalise(name: &str, json: &mut Json) {
    match json {
        Json::Object(fields) => fields.iter_mut().for_each(|(name, value)| normalise(name, value)),
        Json::List(items) => items.iter_mut().for_each(|item| normalise(name, item)),
        Json::Text(text) => {
            let sample = match name {
                "id" if text.starts_with("msg_") => "msg_01HXYZA4C8D6E2F9G1H3J5K7M9",
                "id" if text.starts_with("whk_") => "whk_01HXYZC8D6E4F2G9H1J3K5M7N9",
                "signing_secret" => SIGNING_SECRET,
                "timestamp" => EVENT_MOMENT,
                name if name.ends_with("_at") && text.as_str() > NOW => MOMENT,
                _ => return,
            };
            assert_eq!(text.len(), sample.len(), "{text} has another shape than {sample}");
            sample.clone_into(text);
        }
        _ => {}
    }
}

/// A webhook's secret.
pub(super) const SIGNING_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// An event's time, which has milliseconds.
pub(super) const EVENT_MOMENT: &str = "2024-05-13T15:14:27.512Z";

/// The head and body of an answer, normal: the status, then the headers that a client reads.
pub(super) fn answer(printed: &str) -> String {
    let (head, body) = printed.split_once("\r\n\r\n").expect("curl prints a head");
    let body = json(body);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split_once(' ')).expect("a status").1;
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
    let kept =
        ["Content-Type", "ETag", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id"];
    let kept = kept.into_iter().filter_map(|name| {
        let (_, value) = headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(format!("{name}: {}", header(name, value, &body)))
    });
    format!("{}\n{}\n\n{body}\n", status.trim(), kept.collect::<Vec<_>>().join("\n"))
}

fn header(name: &str, value: &str, body: &str) -> String {
    match name {
        "X-RateLimit-Remaining" => "599".to_owned(),
        "X-RateLimit-Reset" => "1715613300".to_owned(), // the end of the minute of MOMENT
        "X-Request-Id" => "req_0123456789abcdef0123456789abcdef".to_owned(),
        // That of the conversation shown.
        "ETag" => {
            let data = serde_json::from_str::<serde_json::Value>(body).expect("JSON")["data"].take();
            serde_json::from_value::<Conversation>(data).expect("a conversation").tag()
        }
        _ => value.to_owned(),
    }
}
