//! Plain JavaScript objects, for options and event details.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// `{name: value, …}`
pub(super) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A fresh plain object refuses nothing.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
