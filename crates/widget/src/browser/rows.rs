//! The rows: a template cloned per conversation, and the times that have to be kept current.

use helpthread_core::model::{Conversation, ConversationStatus};
use helpthread_core::time::Timestamp;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

use super::dom::{Builder, append, child};
use super::times::Times;
use crate::strings::Strings;

/// Tells which row an element of it belongs to.
const INDEX: &str = "data-row";

/// The list of conversations on screen.
pub(super) struct Rows {
    builder: Builder,
    strings: &'static Strings,
    list: Element,
    template: Element,
    /// The element that says how long ago, and when that was, per row.
    activity: Vec<(Element, Timestamp)>,
}

impl Rows {
    /// An empty list.
    pub(super) fn new(builder: &Builder, strings: &'static Strings) -> Result<Self, JsValue> {
        let list = builder.element("ol", "list")?;
        // Safari forgets that a list without markers is a list.
        list.set_attribute("role", "list")?;
        let template = template(builder, strings)?;
        Ok(Self { builder: builder.clone(), strings, list, template, activity: Vec::new() })
    }

    /// The `<ol>`.
    pub(super) fn element(&self) -> &Element {
        &self.list
    }

    /// Adds these conversations below the others; `later` ones fade in.
    pub(super) fn append(&mut self, conversations: &[Conversation], times: &Times, later: bool) -> Result<(), JsValue> {
        for conversation in conversations {
            let row: Element = self.template.clone_node_with_deep(true)?.unchecked_into();
            row.set_attribute(INDEX, &self.activity.len().to_string())?;
            if later {
                row.class_list().add_1("new")?;
            }
            self.fill(&row, conversation, times)?;
            self.list.append_child(&row)?;
        }
        Ok(())
    }

    fn fill(&mut self, row: &Element, conversation: &Conversation, times: &Times) -> Result<(), JsValue> {
        let subject = Some(conversation.subject.trim()).filter(|subject| !subject.is_empty());
        child(row, "subject")?.set_text_content(Some(subject.unwrap_or(self.strings.no_subject)));
        self.fill_status(&child(row, "status")?, &conversation.status)?;

        let activity = child(row, "time")?;
        activity.set_text_content(Some(&times.relative(conversation.last_message_at.unix())));
        stamp(&activity, conversation.last_message_at, times)?;
        self.activity.push((activity, conversation.last_message_at));

        let opened = child(row, "opened")?;
        opened.set_text_content(Some(&times.day(conversation.created_at.unix())));
        stamp(&opened, conversation.created_at, times)
    }

    fn fill_status(&self, element: &Element, status: &ConversationStatus) -> Result<(), JsValue> {
        let (name, text) = match status {
            ConversationStatus::Open => ("open", self.strings.open),
            ConversationStatus::Pending => ("pending", self.strings.pending),
            ConversationStatus::Closed => ("closed", self.strings.closed),
            ConversationStatus::Other(text) => ("other", text.as_str()),
        };
        element.set_text_content(Some(text));
        element.class_list().add_1(name)?;
        element.set_attribute("part", &["status status-", name].concat())
    }

    /// Says anew how long ago everything was.
    pub(super) fn tick(&self, times: &Times) {
        for (element, at) in &self.activity {
            element.set_text_content(Some(&times.relative(at.unix())));
        }
    }

    /// Gives a row the keyboard focus.
    pub(super) fn focus(&self, index: usize) -> Result<(), JsValue> {
        let Some(row) = self.row(index) else { return Ok(()) };
        child(&row, "summary")?.unchecked_into::<HtmlElement>().focus()
    }

    /// Opens or closes a row's details.
    pub(super) fn toggle(&self, index: usize, conversation: &Conversation, times: &Times) -> Result<(), JsValue> {
        let Some(row) = self.row(index) else { return Ok(()) };
        let open = row.query_selector(".details")?;
        child(&row, "summary")?.set_attribute("aria-expanded", if open.is_some() { "false" } else { "true" })?;
        match open {
            Some(details) => details.remove(),
            None => append(&row, &[&self.details(conversation, times)?])?,
        }
        Ok(())
    }

    fn row(&self, index: usize) -> Option<Element> {
        self.list.children().item(u32::try_from(index).ok()?)
    }

    fn details(&self, conversation: &Conversation, times: &Times) -> Result<Element, JsValue> {
        let list = self.builder.element("dl", "details")?;
        let moments = [
            (self.strings.opened, conversation.created_at),
            (self.strings.last_message, conversation.last_message_at),
            (self.strings.updated, conversation.updated_at),
        ];
        for (name, at) in moments {
            let value = self.builder.text("time", "moment", &times.minute(at.unix()))?;
            value.set_attribute("datetime", &at.to_string())?;
            self.detail(&list, name, &value)?;
        }
        let reference = self.builder.text("code", "reference", conversation.id.as_str())?;
        self.detail(&list, self.strings.reference, &reference)?;
        Ok(list)
    }

    fn detail(&self, list: &Element, name: &str, value: &Element) -> Result<(), JsValue> {
        let term = self.builder.text("dt", "detail-name", name)?;
        let description = self.builder.element("dd", "detail-value")?;
        append(&description, &[value])?;
        append(list, &[&term, &description])
    }
}

/// The index of the row that holds `element`.
pub(super) fn index_of(element: &Element) -> Option<usize> {
    let row = element.closest(".row").ok().flatten()?;
    row.get_attribute(INDEX)?.parse().ok()
}

/// The exact time of a `<time>`, for programs and for whoever points at it.
fn stamp(element: &Element, at: Timestamp, times: &Times) -> Result<(), JsValue> {
    element.set_attribute("datetime", &at.to_string())?;
    element.set_attribute("title", &times.minute(at.unix()))
}

fn template(builder: &Builder, strings: &Strings) -> Result<Element, JsValue> {
    let row = builder.element("li", "row")?;
    let summary = builder.element("button", "summary")?;
    summary.set_attribute("type", "button")?;
    summary.set_attribute("aria-expanded", "false")?;
    let subject = builder.element("span", "subject")?;
    // The subject is in the customer's language, whatever the page's direction is.
    subject.set_attribute("dir", "auto")?;
    let status = builder.element("span", "status")?;
    let facts = builder.element("span", "facts")?;
    let line = builder.plain("span")?;
    append(&line, &[&fact(builder, strings.last_message, "time")?, &fact(builder, strings.opened, "opened")?])?;
    append(&facts, &[&line])?;
    append(&summary, &[&subject, &status, &facts])?;
    append(&row, &[&summary])?;
    Ok(row)
}

fn fact(builder: &Builder, name: &str, time: &str) -> Result<Element, JsValue> {
    let fact = builder.text("span", "fact", &[name, " "].concat())?;
    append(&fact, &[&builder.element("time", time)?])?;
    Ok(fact)
}
