//! Times in the reader's language, through the browser's own `Intl`.

use js_sys::Date;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::object::object;
use crate::relative::distance;

// js-sys binds these constructors and methods as if they could not throw; an unknown language tag or a time beyond the
// calendar does throw, and an exception that crosses wasm unannounced would leave our cells borrowed for ever.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &DateTimeFormat, milliseconds: f64) -> Result<String, JsValue>;
}

/// The formats of one language. A time that cannot be formatted is an empty string.
pub(super) struct Times {
    /// "now". Only that: its "yesterday" would be wrong for 47 hours ago.
    present: Option<RelativeTimeFormat>,
    /// "1 day ago".
    counted: Option<RelativeTimeFormat>,
    day: Option<DateTimeFormat>,
    minute: Option<DateTimeFormat>,
}

impl Times {
    /// For the first of these language tags that the browser accepts, or else its own language.
    pub(super) fn new(locales: &[String]) -> Self {
        let tags = locales.iter().map(|tag| JsValue::from_str(tag)).chain([JsValue::UNDEFINED]);
        let first = |make: &dyn Fn(&JsValue) -> bool| tags.clone().find(make).unwrap_or(JsValue::UNDEFINED);
        let locale = first(&|tag| DateTimeFormat::new(tag, &JsValue::UNDEFINED).is_ok());
        Self {
            present: RelativeTimeFormat::new(&locale, &object(&[("numeric", "auto".into())])).ok(),
            counted: RelativeTimeFormat::new(&locale, &object(&[("numeric", "always".into())])).ok(),
            day: DateTimeFormat::new(&locale, &object(&[("dateStyle", "medium".into())])).ok(),
            minute: DateTimeFormat::new(
                &locale,
                &object(&[("dateStyle", "long".into()), ("timeStyle", "short".into())]),
            )
            .ok(),
        }
    }

    /// "2 hours ago", seen from now.
    pub(super) fn relative(&self, then: i64) -> String {
        let (value, unit) = distance(now(), then);
        let words = if value == 0 { &self.present } else { &self.counted };
        let text = words.as_ref().and_then(|format| format.format(float(value), unit.as_str()).ok());
        text.unwrap_or_default()
    }

    /// "May 13, 2024".
    pub(super) fn day(&self, at: i64) -> String {
        formatted(self.day.as_ref(), at)
    }

    /// "May 13, 2024 at 2:24 PM".
    pub(super) fn minute(&self, at: i64) -> String {
        formatted(self.minute.as_ref(), at)
    }
}

/// The browser's clock in unix seconds.
pub(super) fn now() -> i64 {
    #[allow(clippy::cast_possible_truncation)] // whole seconds of this era are far below 2^53
    let seconds = (Date::now() / 1000.0) as i64;
    seconds
}

fn formatted(format: Option<&DateTimeFormat>, at: i64) -> String {
    format.and_then(|format| format.format(float(at) * 1000.0).ok()).unwrap_or_default()
}

fn float(value: i64) -> f64 {
    #[allow(clippy::cast_precision_loss)] // beyond 2^53 Intl refuses the date anyway
    let float = value as f64;
    float
}
