//! A JSON object, member by member.

use alloc::string::String;

use crate::text::{decimal, quoted};

/// An object that is being written.
pub(super) struct Object(String);

impl Object {
    pub(super) fn new() -> Self {
        Self(String::from("{"))
    }

    /// A member that is JSON already.
    pub(super) fn raw(mut self, name: &str, json: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        for part in ["\"", name, "\":", json] {
            self.0.push_str(part);
        }
        self
    }

    pub(super) fn text(self, name: &str, text: &str) -> Self {
        self.raw(name, &quoted(text))
    }

    pub(super) fn number(self, name: &str, number: i64) -> Self {
        self.raw(name, &decimal(number))
    }

    pub(super) fn size(self, name: &str, size: usize) -> Self {
        self.number(name, i64::try_from(size).unwrap_or(i64::MAX))
    }

    pub(super) fn flag(self, name: &str, flag: bool) -> Self {
        self.raw(name, if flag { "true" } else { "false" })
    }

    pub(super) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// An array of what is JSON already.
pub(super) fn array(items: impl Iterator<Item = String>) -> String {
    let mut json = String::from("[");
    for item in items {
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&item);
    }
    json.push(']');
    json
}
