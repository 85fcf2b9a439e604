//! The page of an operation: what it does, parameters, headers, body, answer, errors, examples.

use helpthread_core::endpoint::{COMMON_ERRORS, Endpoint};
use helpthread_core::error::ErrorCode;

use super::fill;
use crate::json_text::{Json, Language};
use crate::markdown::{fence, table};
use crate::page::{Page, Part};
use crate::recorded::Recorded;
use crate::{operation, schema};

/// The page.
///
/// # Errors
/// If its answer has not been recorded.
pub(super) fn page(endpoint: &Endpoint, recorded: &Recorded) -> Result<Page, String> {
    let slug = operation::slug(endpoint.operation);
    let sections = [
        format!(
            "{}\n{}\n\nIt needs the scope `{}`.",
            fence("http", &format!("{} {}", endpoint.method.as_str(), endpoint.path)),
            operation::description(endpoint.operation),
            endpoint.scope
        ),
        format!("## Parameters\n\n{}", parameters(endpoint)),
        format!("## Request headers\n\n{}", headers(endpoint)),
        format!("## Request body\n\n{}", body(endpoint)),
        format!("## Success\n\n{}", success(endpoint, slug, recorded)?),
        format!("## Errors\n\n{}", errors(endpoint, recorded)?),
        format!("## Examples\n\n{}", fill::examples(slug)),
    ];
    Ok(Page {
        slug,
        title: operation::title(endpoint.operation).to_owned(),
        summary: endpoint.summary.to_owned(),
        part: Part::Operations,
        markdown: sections.join("\n\n"),
    })
}

fn row(cells: [&str; 5]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn parameters(endpoint: &Endpoint) -> String {
    let segments = endpoint.path.split('/').zip(endpoint.example.path.split(['/', '?']));
    let id = segments.into_iter().find(|(template, _)| *template == ":id").map(|(_, id)| id);
    let path = id.map(|id| {
        let what = if id.starts_with("cus_") { "The customer's id" } else { "The conversation's id" };
        row(["`id`", "path", "string", "required", &format!("{what}, such as `{id}`.")])
    });
    let query = endpoint.query.iter().map(|parameter| {
        row([&format!("`{}`", parameter.name), "query", parameter.kind, "optional", parameter.description])
    });
    let table = table(&["Name", "In", "Type", "", ""], path.into_iter().chain(query));
    if table.is_empty() { "None.\n".to_owned() } else { table }
}

fn headers(endpoint: &Endpoint) -> String {
    let mut rows = vec![
        vec!["`Authorization`".to_owned(), "required".to_owned(), "The [signature](authentication.md).".to_owned()],
        vec!["`Accept`".to_owned(), "required".to_owned(), "`application/json`".to_owned()],
    ];
    if endpoint.body.is_some() {
        rows.push(vec!["`Content-Type`".to_owned(), "required".to_owned(), "`application/json`".to_owned()]);
    }
    if endpoint.errors.contains(&ErrorCode::IdempotencyMismatch) {
        let about = "1 to 255 visible characters. Our API server remembers it for 24 hours: the same request again gets the first answer, \
                     another one is refused. HelpThread does not document this, so do not count on it there.";
        rows.push(vec!["`Idempotency-Key`".to_owned(), "optional".to_owned(), about.to_owned()]);
    }
    if endpoint.errors.contains(&ErrorCode::Conflict) {
        let about =
            "The `ETag` of the conversation as you know it. If it has changed since, the answer is 409 `conflict`.";
        rows.push(vec!["`If-Match`".to_owned(), "optional".to_owned(), about.to_owned()]);
    }
    table(&["Header", "", ""], rows)
}

/// The fields of an object as a table.
pub(super) fn fields(object: &schema::Object, required: bool) -> String {
    let rows = object.fields.iter().map(|field| {
        let mut cells = vec![format!("`{}`", field.name), field.kind.to_owned()];
        if required {
            cells.push(if field.required { "required" } else { "optional" }.to_owned());
        }
        cells.push(field.about.to_owned());
        cells
    });
    if required { table(&["Field", "Type", "", ""], rows) } else { table(&["Field", "Type", ""], rows) }
}

fn body(endpoint: &Endpoint) -> String {
    let Some(schema) = endpoint.body else {
        return "None: sign the empty string.\n".to_owned();
    };
    let example = endpoint.example.body.and_then(|text| Json::parse(text).ok());
    let example = example.map_or_else(String::new, |json| fence("json", &json.written(Language::Json, 0)));
    let note =
        if schema::object(schema).fields.iter().all(|field| !field.required) { "At least one of:\n\n" } else { "" };
    format!(
        "{note}{}\n{example}\nUnknown fields are refused. The body is at most 256 KiB.\n",
        fields(schema::object(schema), true)
    )
}

fn success(endpoint: &Endpoint, slug: &str, recorded: &Recorded) -> Result<String, String> {
    let answer = recorded.answer(slug)?;
    let object = schema::object(endpoint.answer);
    let whole = fence("http", &format!("{}\n\n{}", answer.head, answer.body));
    let what = match endpoint.answer {
        helpthread_core::endpoint::Schema::ConversationPage => {
            "`data` is a list of conversations, `pagination` says [how it goes on](pagination.md)."
        }
        _ => "`data` holds:",
    };
    Ok(format!("`{}`. {what}\n\n{}\n{whole}", endpoint.status, fields(object, false)))
}

fn errors(endpoint: &Endpoint, recorded: &Recorded) -> Result<String, String> {
    let shown = operation::error_shown(endpoint.operation);
    let (status, message) = recorded.error(shown)?;
    let text = serde_json::json!({ "error": { "code": shown.as_str(), "message": message } });
    let json = Json::parse(&text.to_string()).map_err(|error| error.to_string())?;
    let example =
        fence("http", &format!("{status}\nContent-Type: application/json\n\n{}", json.written(Language::Json, 0)));
    let mut codes: Vec<ErrorCode> = COMMON_ERRORS.iter().chain(endpoint.errors).copied().collect();
    if endpoint.path.contains(":id") {
        codes.push(ErrorCode::NotFound);
    }
    codes.sort_by_key(|code| code.status());
    let rows = codes.iter().map(|code| {
        let meaning = match code {
            ErrorCode::NotFound => "The path has something that is no id.",
            ErrorCode::InvalidFilter if endpoint.query.is_empty() => {
                "The URL has a query, which this operation does not take."
            }
            code => code.meaning(),
        };
        vec![code.status().to_string(), format!("[`{code}`](errors.md#{code})"), meaning.to_owned()]
    });
    Ok(format!("{example}\n{}", table(&["Status", "Code", ""], rows)))
}
