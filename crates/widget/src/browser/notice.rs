//! What the host's page hears: DOM events that bubble out of every shadow tree.

use helpthread_core::model::Conversation;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::object::object;
use crate::fault::Fault;

/// Dispatches an event with these details; whether its default action may go ahead.
pub(super) fn dispatch(host: &HtmlElement, name: &str, cancelable: bool, detail: &[(&str, JsValue)]) -> bool {
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(cancelable);
    init.set_detail(&object(detail));
    let event = CustomEvent::new_with_event_init_dict(&["helpthread-", name].concat(), &init);
    event.and_then(|event| host.dispatch_event(&event)).unwrap_or(true)
}

/// The details of `helpthread-error`.
pub(super) fn fault(fault: &Fault) -> [(&'static str, JsValue); 2] {
    [("code", fault.code.as_str().into()), ("message", fault.message.as_str().into())]
}

/// The details of `helpthread-select`: the conversation as it travels (api-v1.md §2).
pub(super) fn selection(conversation: &Conversation) -> [(&'static str, JsValue); 1] {
    let assignee = conversation.assignee_id.as_ref().map_or(JsValue::NULL, |id| id.as_str().into());
    let fields = [
        ("id", conversation.id.as_str().into()),
        ("customer_id", conversation.customer_id.as_str().into()),
        ("subject", conversation.subject.as_str().into()),
        ("status", conversation.status.as_str().into()),
        ("assignee_id", assignee),
        ("created_at", conversation.created_at.to_string().into()),
        ("updated_at", conversation.updated_at.to_string().into()),
        ("last_message_at", conversation.last_message_at.to_string().into()),
    ];
    [("conversation", object(&fields))]
}
