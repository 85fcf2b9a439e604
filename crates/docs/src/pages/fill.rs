//! What the `{{…}}` of the prose stand for.

use helpthread_core::endpoint::ENDPOINTS;
use helpthread_core::error::{ErrorCode, Producer, Retry};
use helpthread_core::hthmac;
use helpthread_core::rate_limit::Plan;
use helpthread_core::scope::Scope;
use helpthread_core::secret::Secret;
use helpthread_core::{session, window};

use super::operation_page;
use crate::examples::{self, LANGUAGES};
use crate::json_text::{Json, Language};
use crate::markdown::{fence, table};
use crate::recorded::Recorded;
use crate::{operation, schema};

const WIDGET_README: &str = include_str!("../../../../npm/widget/README.md");
const SDK_README: &str = include_str!("../../../../npm/node/README.md");

/// The text with everything filled in.
///
/// # Errors
/// If something is unknown, or has not been recorded.
pub(super) fn filled(text: &str, recorded: &Recorded) -> Result<String, String> {
    let mut parts = text.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").ok_or_else(|| format!("no end of {{{{{part}"))?;
        filled.push_str(value(name, recorded)?.trim_end_matches('\n'));
        filled.push_str(rest);
    }
    Ok(filled)
}

fn value(name: &str, recorded: &Recorded) -> Result<String, String> {
    let mut words = name.split(':');
    let (what, of, which) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next());
    Ok(match what {
        "operations" => operations(),
        "scopes" => scopes(),
        "tiers" => tiers(),
        "signatures" => signatures(),
        "tolerance" => window::TOLERANCE.to_string(),
        "token-type" => session::TYPE.to_owned(),
        "token-audience" => session::AUDIENCE.to_owned(),
        "token-lifetime" => (session::MAX_LIFETIME / 60).to_string(),
        "token-leeway" => session::LEEWAY.to_string(),
        "errors" => errors(of, recorded)?,
        "refusal" => refusal(of, recorded)?,
        "example" => examples(of),
        "example-of" => example(of, which.unwrap_or_default())?,
        "text" => recorded.text(of)?.to_owned(),
        "head" => recorded.answer(of)?.head.to_owned(),
        "object" => object(of)?,
        "sdk-readme" => absolute(&section(SDK_README, of)?, "npm/node"),
        "widget-readme" => absolute(&from_heading(WIDGET_README, "## Attributes")?, "npm/widget"),
        _ => return Err(format!("nothing is known of {{{{{name}}}}}")),
    })
}

fn operations() -> String {
    let rows = ENDPOINTS.iter().map(|endpoint| {
        let page = operation::slug(endpoint.operation);
        vec![
            format!("[`{} {}`]({page}.md)", endpoint.method.as_str(), endpoint.path),
            endpoint.summary.to_owned(),
            format!("`{}`", endpoint.scope),
        ]
    });
    table(&["Operation", "", "Scope"], rows)
}

fn scopes() -> String {
    let rows = Scope::ALL.into_iter().map(|scope| {
        let allowed = ENDPOINTS.iter().filter(|endpoint| endpoint.scope == scope);
        let allowed =
            allowed.map(|of| format!("[`{} {}`]({}.md)", of.method.as_str(), of.path, operation::slug(of.operation)));
        format!("| `{scope}` | {} |", allowed.collect::<Vec<_>>().join(", "))
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn tiers() -> String {
    let row = |name: &str, limit: u32| format!("| {name} | {} |", thousands(limit));
    [row("Starter", Plan::Starter.requests_per_minute()), row("Pro", Plan::Pro.requests_per_minute())].join("\n")
        + "\n| Enterprise | by contract |"
}

fn thousands(number: u32) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}

/// Made by the core's own signer.
fn signatures() -> String {
    let secret = Secret::new("whsec_test_9d8f7a6b5c4e3d2c1b0a");
    let row = |what: &str, body: &str| {
        vec![what.to_owned(), format!("`{}`", hthmac::sign(&secret, body.as_bytes()).expose())]
    };
    table(&["Body", "Signature"], [row("none", ""), row("`{\"status\":\"pending\"}`", "{\"status\":\"pending\"}")])
}

fn errors(producer: &str, recorded: &Recorded) -> Result<String, String> {
    let producer = if producer == "api" { Producer::Api } else { Producer::Proxy };
    let mut rows = Vec::new();
    for code in ErrorCode::ALL.iter().filter(|code| code.producer() == producer) {
        // A code that no request has produced is not shown.
        let (status, _) = recorded.error(*code)?;
        let retry = match code.retry() {
            Retry::No => "",
            Retry::Later => " The same request may succeed later.",
            Retry::WithNewToken => " The same request may succeed with a new token.",
        };
        rows.push(vec![
            status.to_string(),
            format!("<a id=\"{code}\"></a>`{code}`"),
            code.meaning().to_owned(),
            format!("{}{retry}", code.resolution()),
        ]);
    }
    Ok(table(&["Status", "Code", "Meaning", "What to do"], rows))
}

/// The whole answer of a code, as it was recorded.
fn refusal(code: &str, recorded: &Recorded) -> Result<String, String> {
    let code = ErrorCode::parse(code).ok_or_else(|| format!("there is no code {code}"))?;
    let (_, message) = recorded.error(code)?;
    let text = serde_json::json!({ "error": { "code": code.as_str(), "message": message } }).to_string();
    let json = Json::parse(&text).map_err(|error| error.to_string())?;
    Ok(fence("json", &json.written(Language::Json, 0)))
}

/// An example in every language.
pub(super) fn examples(topic: &str) -> String {
    let of_topic = examples::all().into_iter().filter(|example| example.topic == topic);
    let shown = of_topic.map(|example| {
        let (language, path) = (example.language, example.path());
        format!(
            "[{}]({path})\n\n{}",
            language.name,
            fence(&format!("{} @{}", language.fence, language.key), &example.text)
        )
    });
    shown.collect::<Vec<_>>().join("\n")
}

fn example(topic: &str, key: &str) -> Result<String, String> {
    let language = LANGUAGES.into_iter().find(|language| language.key == key);
    let all = examples::all();
    let example = all.iter().find(|example| example.topic == topic && Some(example.language) == language);
    let example = example.ok_or_else(|| format!("there is no example {topic} in {key}"))?;
    Ok(fence(example.language.fence, &example.text))
}

fn object(name: &str) -> Result<String, String> {
    let object = schema::OBJECTS.into_iter().find(|object| object.name == name);
    let object = object.ok_or_else(|| format!("there is no object {name}"))?;
    Ok(format!("### {name}\n\n{}\n\n{}", object.about, operation_page::fields(object, false)))
}

/// A section of a document, with its heading.
fn section(document: &str, heading: &str) -> Result<String, String> {
    let rest = from_heading(document, &format!("## {heading}"))?;
    let end = rest.get(3..).and_then(|rest| rest.find("\n## ")).map_or(rest.len(), |end| end + 3);
    Ok(rest.get(..end).unwrap_or_default().to_owned())
}

fn from_heading(document: &str, heading: &str) -> Result<String, String> {
    let start = document.find(&format!("\n{heading}\n")).ok_or_else(|| format!("no section {heading}"))?;
    Ok(document.get(start + 1..).unwrap_or_default().to_owned())
}

/// A README's links, which lead to what is beside it, from elsewhere.
fn absolute(text: &str, folder: &str) -> String {
    let mut parts = text.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let link = part.split(')').next().unwrap_or_default();
        let is_beside = !link.contains("://") && !link.starts_with('#') && !link.contains(' ');
        let base =
            if is_beside { format!("https://github.com/helpthread/edge/blob/main/{folder}/") } else { String::new() };
        format!("{text}]({base}{part}")
    })
}
