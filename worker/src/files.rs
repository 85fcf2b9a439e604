//! The widget's files, embedded by `build.rs`.

use helpthread_core::error::ErrorCode;
use helpthread_policy::answer::Answer;

include!(concat!(env!("OUT_DIR"), "/widget_files.rs"));

/// The one file whose name stays the same from version to version; every other name holds a hash of its bytes.
const ENTRY: &str = "history.js";

/// The file of that name, or 404.
pub(crate) fn file(name: &str) -> Answer {
    match FILES.iter().find(|(file, ..)| *file == name) {
        Some((_, content_type, bytes)) => Answer::file(bytes, content_type, name == ENTRY),
        None => Answer::plain_refusal(ErrorCode::NotFound),
    }
}
