//! What stands in the place of rows: the skeleton, and a message for each state without rows.

use wasm_bindgen::JsValue;
use web_sys::Element;

use super::dom::{Builder, append};
use crate::strings::{Message, Strings};

/// A speech bubble.
const BUBBLE: &str = "M20.5 11.5a8 8 0 0 1-8.3 7.7 9 9 0 0 1-3.3-.6L4 20l1.5-4.2a7.3 7.3 0 0 1-1.5-4.3 8 8 0 0 1 8.2-7.7 8 8 0 0 1 8.3 7.7Z";
/// A warning sign.
const WARNING: &str = "M12 9.5v3.8m0 3.2v.01M10.5 4.4 2.9 17.6A1.7 1.7 0 0 0 4.4 20h15.2a1.7 1.7 0 0 0 1.5-2.4L13.5 4.4a1.7 1.7 0 0 0-3 0Z";
/// A padlock.
const LOCK: &str = "M7.5 11V8a4.5 4.5 0 0 1 9 0v3M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11Z";

/// Rows of the skeleton: enough to look like a list, few enough not to jump when two conversations come.
const SKELETON_ROWS: usize = 4;

/// The shapes of rows to come, with words for those who cannot see them.
pub(super) fn skeleton(builder: &Builder, strings: &Strings) -> Result<Element, JsValue> {
    let skeleton = builder.element("div", "skeleton")?;
    for _ in 0..SKELETON_ROWS {
        let row = builder.plain("div")?;
        row.set_attribute("aria-hidden", "true")?;
        append(&row, &[&builder.plain("i")?, &builder.plain("i")?, &builder.plain("i")?])?;
        skeleton.append_child(&row)?;
    }
    skeleton.append_child(&*builder.unseen("p", strings.loading)?)?;
    Ok(skeleton)
}

/// There is nothing to show.
pub(super) fn empty(builder: &Builder, words: Message) -> Result<Element, JsValue> {
    message(builder, "empty", BUBBLE, words)
}

/// Loading failed; the button asks again.
pub(super) fn error(builder: &Builder, words: Message, strings: &Strings) -> Result<Element, JsValue> {
    let message = message(builder, "error", WARNING, words)?;
    append(&message, &[&builder.button("retry", strings.retry)?])?;
    Ok(message)
}

/// The session is over; the button asks the host for a new token.
pub(super) fn expired(builder: &Builder, strings: &Strings) -> Result<Element, JsValue> {
    let message = message(builder, "expired", LOCK, strings.expired)?;
    append(&message, &[&builder.button("retry", strings.retry)?])?;
    Ok(message)
}

fn message(builder: &Builder, name: &str, icon: &str, words: Message) -> Result<Element, JsValue> {
    let message = builder.element("div", name)?;
    message.class_list().add_1("message")?;
    message.set_attribute("part", &["message ", name].concat())?;
    let title = builder.text("p", "title", words.title)?;
    let text = builder.text("p", "text", words.text)?;
    append(&message, &[&builder.icon(icon)?, &title, &text])?;
    Ok(message)
}
