//! The proxy's answers as the core's model, read field by field from what the browser's JSON parser made of them.
//!
//! A JSON parser in wasm, or serde's machinery over JavaScript objects, would weigh as much as the rest of this crate. The
//! struct literals keep this in step with the model: a new field does not compile until it is read here.

use core::str::FromStr;

use helpthread_core::model::{Conversation, ConversationStatus, Page, Pagination};
use helpthread_core::time::Timestamp;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::fault::Fault;

/// A page of conversations (api-v1.md §3); `None` if it is not one. Fields it does not know are ignored.
pub(super) fn page(body: &JsValue) -> Option<Page<Conversation>> {
    let rows: Array = field(body, "data")?.dyn_into().ok()?;
    let mut data = Vec::new();
    for index in 0..rows.length() {
        data.push(conversation(&rows.get(index))?);
    }
    let pagination = field(body, "pagination")?;
    let next_cursor = text(&pagination, "next_cursor");
    let has_more = field(&pagination, "has_more")?.as_bool()?;
    Some(Page { data, pagination: Pagination { next_cursor, has_more } })
}

/// The error of the envelope `{"error": {"code", "message"}}` (api-v1.md §4).
pub(super) fn refusal(body: &JsValue) -> Option<Fault> {
    let error = field(body, "error")?;
    Some(Fault { code: text(&error, "code")?, message: text(&error, "message")? })
}

fn conversation(row: &JsValue) -> Option<Conversation> {
    Some(Conversation {
        id: parsed(row, "id")?,
        customer_id: parsed(row, "customer_id")?,
        subject: text(row, "subject")?,
        status: ConversationStatus::from(text(row, "status")?.as_str()),
        assignee_id: parsed(row, "assignee_id"),
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
        last_message_at: time(row, "last_message_at")?,
    })
}

fn time(object: &JsValue, name: &str) -> Option<Timestamp> {
    Timestamp::parse(&text(object, name)?).ok()
}

fn parsed<T: FromStr>(object: &JsValue, name: &str) -> Option<T> {
    text(object, name)?.parse().ok()
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    field(object, name)?.as_string()
}

fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok()
}
