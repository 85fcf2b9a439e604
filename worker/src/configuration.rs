//! The configuration, read once per isolate: settings cannot change under a running deployment.

use std::sync::OnceLock;

use helpthread_policy::config::{Config, Misconfiguration};
use wasm_bindgen::JsValue;
use worker::{
    Env,
    js_sys::{JSON, Reflect},
};

use crate::log;

static CONFIGURATION: OnceLock<Result<Config, Misconfiguration>> = OnceLock::new();

/// The configuration, or everything that is wrong with it, which is then also in the log once.
pub(crate) fn configuration(env: &Env) -> &'static Result<Config, Misconfiguration> {
    CONFIGURATION.get_or_init(|| {
        let config = Config::read(|name| setting(env, name));
        if let Err(misconfiguration) = &config {
            log::misconfigured(&misconfiguration.problems);
        }
        config
    })
}

/// A setting's value; a table, which wrangler's configuration may hold, as JSON. Read by reflection, because `Env::var` does not survive
/// the null that plain workerd binds for an environment variable that is not set.
fn setting(env: &Env, name: &str) -> Option<String> {
    let value = Reflect::get(env.as_ref(), &JsValue::from_str(name)).ok()?;
    if value.is_object() { JSON::stringify(&value).ok().map(String::from) } else { value.as_string() }
}
