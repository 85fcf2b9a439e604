//! The examples: one file per operation and language, written from the endpoint table, and the longer ones of `examples/`
//! (every page of a list, 429, webhooks), which are files already.
//!
//! Each of them is run against the API server by `tests/conformance/documentation`, exactly as it is shown. None of these programs
//! contains a credential: they read `HELPTHREAD_WORKSPACE_KEY`, `HELPTHREAD_WORKSPACE_SECRET` and `HELPTHREAD_BASE_URL`.

mod curl;
mod php;
mod python;
mod sdk;
mod typescript;

use helpthread_core::endpoint::{ENDPOINTS, Endpoint};

use crate::json_text::Json;
use crate::operation;

/// A language that examples come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// Its name for people.
    pub name: &'static str,
    /// The name of its files.
    pub file: &'static str,
    /// What a fence of Markdown calls it.
    pub fence: &'static str,
    /// The name of its choice on a page.
    pub key: &'static str,
}

/// The languages, in the order in which a page shows them.
pub const LANGUAGES: [Language; 5] = [
    Language { name: "curl", file: "curl.sh", fence: "sh", key: "curl" },
    Language { name: "Python", file: "python.py", fence: "python", key: "python" },
    Language { name: "TypeScript", file: "typescript.ts", fence: "ts", key: "typescript" },
    Language { name: "PHP", file: "php.php", fence: "php", key: "php" },
    Language { name: "SDK", file: "sdk.ts", fence: "ts", key: "sdk" },
];

/// One example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows: an operation's slug or a topic.
    pub topic: &'static str,
    /// What it is written in.
    pub language: Language,
    /// The whole program.
    pub text: String,
}

impl Example {
    /// Where it is, below `docs/`.
    pub fn path(&self) -> String {
        format!("examples/{}/{}", self.topic, self.language.file)
    }
}

/// The topics that are not one operation's.
pub const TOPICS: [&str; 3] = ["every-page", "rate-limit", "verify-webhook"];

macro_rules! topic {
    ($topic:literal: $($file:literal)*) => {
        [$(($topic, $file, include_str!(concat!("../examples/", $topic, "/", $file))),)*]
    };
}

/// All of them, in order.
pub fn all() -> Vec<Example> {
    let of_operations = ENDPOINTS.iter().flat_map(|endpoint| {
        LANGUAGES.map(|language| Example {
            topic: operation::slug(endpoint.operation),
            language,
            text: written(endpoint, language),
        })
    });
    let of_topics = [
        topic!("every-page": "curl.sh" "python.py" "typescript.ts" "php.php" "sdk.ts"),
        topic!("rate-limit": "curl.sh" "python.py" "typescript.ts" "php.php" "sdk.ts"),
        topic!("verify-webhook": "curl.sh" "python.py" "typescript.ts" "php.php" "sdk.ts"),
    ];
    let of_topics = of_topics.into_iter().flatten().filter_map(|(topic, file, text)| {
        let language = LANGUAGES.into_iter().find(|language| language.file == file)?;
        Some(Example { topic, language, text: text.to_owned() })
    });
    of_operations.chain(of_topics).collect()
}

/// What the five programs are made from.
struct Request<'a> {
    summary: &'a str,
    method: &'static str,
    path: &'a str,
    body: Option<Json>,
    body_text: &'a str,
}

fn written(endpoint: &Endpoint, language: Language) -> String {
    let request = Request {
        summary: endpoint.summary,
        method: endpoint.method.as_str(),
        path: endpoint.example.path,
        body: endpoint.example.body.and_then(|text| Json::parse(text).ok()),
        body_text: endpoint.example.body.unwrap_or_default(),
    };
    match language.key {
        "curl" => curl::written(&request),
        "python" => python::written(&request),
        "typescript" => typescript::written(&request),
        "php" => php::written(&request),
        _ => sdk::written(endpoint, &request),
    }
}
