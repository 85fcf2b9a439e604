//! JSON whose fields keep the order in which they were written: an example reads as the contract does, `id` first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, in the order of its text.
    Object(Vec<(String, Json)>),
}

/// How a language writes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JSON itself.
    Json,
    /// A literal of JavaScript or TypeScript, whose keys need no quotes.
    Script,
    /// A literal of Python.
    Python,
    /// A literal of PHP.
    Php,
}

impl Json {
    /// Reads a text.
    ///
    /// # Errors
    /// If it is not JSON.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The fields of an object; none of anything else.
    pub fn fields(&self) -> &[(String, Self)] {
        if let Self::Object(fields) = self { fields } else { &[] }
    }

    /// The value as this language writes it, over several lines, the later ones indented by `indent` spaces more.
    pub fn written(&self, language: Language, indent: usize) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) if language == Language::Python => if *value { "True" } else { "False" }.to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.clone(),
            Self::Text(text) => quoted(text, language),
            Self::List(items) if items.iter().all(|item| matches!(item, Self::Text(_))) => {
                let items: Vec<String> = items.iter().map(|item| item.written(language, indent)).collect();
                let line = format!("[{}]", items.join(", "));
                if line.len() + indent < 100 { line } else { block("[", items.into_iter(), "]", indent) }
            }
            Self::List(items) => {
                block("[", items.iter().map(|item| item.written(language, indent + step(language))), "]", indent)
            }
            Self::Object(fields) => {
                let (open, close) = if language == Language::Php { ("[", "]") } else { ("{", "}") };
                let fields = fields.iter().map(|(name, value)| {
                    let value = value.written(language, indent + step(language));
                    match language {
                        Language::Script => format!("{name}: {value}"),
                        Language::Php => format!("{} => {value}", quoted(name, language)),
                        Language::Json | Language::Python => format!("{}: {value}", quoted(name, language)),
                    }
                });
                lines(open, fields, close, indent, language)
            }
        }
    }
}

fn step(language: Language) -> usize {
    if matches!(language, Language::Python | Language::Php) { 4 } else { 2 }
}

fn block(open: &str, items: impl Iterator<Item = String>, close: &str, indent: usize) -> String {
    lines(open, items, close, indent, Language::Json)
}

/// One item a line. JSON alone forbids a comma after the last one.
fn lines(open: &str, items: impl Iterator<Item = String>, close: &str, indent: usize, language: Language) -> String {
    let (inner, outer) = (" ".repeat(indent + step(language)), " ".repeat(indent));
    let items: Vec<String> = items.map(|item| format!("{inner}{item}")).collect();
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let last = if language == Language::Json { "" } else { "," };
    format!("{open}\n{}{last}\n{outer}{close}", items.join(",\n"))
}

fn quoted(text: &str, language: Language) -> String {
    match language {
        Language::Php => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        _ => serde_json::Value::from(text).to_string(),
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Json::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = object.next_entry()? {
                    fields.push(field);
                }
                Ok(Json::Object(fields))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
