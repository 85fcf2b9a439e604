//! What only the platform knows: the time, chance and settings.

use helpthread_core::time::Timestamp;
use helpthread_inbox::{Mode, moment::Moment, name_key::NameKey};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn random_values(bytes: &mut [u8]);
}

/// This moment, with 32 bytes of the platform's cryptographic randomness.
pub(crate) fn moment() -> Moment {
    let milliseconds = i64::try_from(worker::Date::now().as_millis()).unwrap_or(i64::MAX);
    let mut entropy = [0; 32];
    random_values(&mut entropy);
    Moment::new(milliseconds, entropy)
}

/// Now. It stands still while a request computes; it moves on when one waits for I/O.
pub(crate) fn now() -> Timestamp {
    let seconds = worker::Date::now().as_millis() / 1000;
    Timestamp::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// A new request's id, `req_` and 32 hex digits.
pub(crate) fn request_id() -> String {
    format!("req_{}", random_uuid().replace('-', ""))
}

/// What kind of server this is, by the setting `SANDBOX`.
pub(crate) fn mode(env: &Env) -> Mode {
    let sandbox = setting(env, "SANDBOX").is_some_and(|value| value == "true");
    if sandbox { Mode::Sandbox } else { Mode::Production }
}

/// What names of workspaces are marked with, by the setting `NAME_KEY`.
pub(crate) fn name_key(env: &Env) -> NameKey {
    NameKey::new(setting(env, "NAME_KEY"), mode(env))
}

/// A setting's value. Read by reflection, because `Env::var` does not survive the null that plain workerd binds for an
/// environment variable that is not set.
pub(crate) fn setting(env: &Env, name: &str) -> Option<String> {
    js_sys::Reflect::get(env.as_ref(), &JsValue::from_str(name)).ok()?.as_string()
}
