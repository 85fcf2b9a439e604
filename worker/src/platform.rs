//! The clock and the randomness of the platform.

use wasm_bindgen::prelude::wasm_bindgen;
use worker::Date;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    pub(crate) fn random_uuid() -> String;
}

/// Unix seconds. Stands still while a request computes, and moves on at every await.
pub(crate) fn now() -> i64 {
    i64::try_from(Date::now().as_millis() / 1000).unwrap_or(i64::MAX)
}
