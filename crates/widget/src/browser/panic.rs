//! Saying that this instance is dead. A panic stops a wasm instance in the middle of whatever it did, for every widget on
//! the page; `history.js` replaces the instance.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Has `listener` called when this instance panics. The panic's message stays inside: it could quote a customer.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(listener: Function) {
    LISTENER.set(Some(listener));
    std::panic::set_hook(Box::new(|_| {
        if let Some(listener) = LISTENER.take() {
            // If the listener throws there is nobody left to tell.
            let _ = listener.call0(&JsValue::UNDEFINED);
        }
    }));
}
