//! The style sheet, constructed once per page and adopted by every widget on it.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

/// `style.css` without comments and white space; build.rs makes it.
const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

thread_local! {
    static SHEET: Option<CssStyleSheet> = construct();
}

fn construct() -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    sheet.replace_sync(CSS).ok()?;
    Some(sheet)
}

/// Lets the shadow root use the sheet. A sheet is a script's object: a page's `style-src` does not apply.
pub(super) fn adopt(root: &ShadowRoot) -> Result<(), JsValue> {
    SHEET.with(|sheet| {
        let Some(sheet) = sheet else { return Ok(()) };
        let sheets = Array::of1(sheet.unchecked_ref());
        Reflect::set(root, &JsValue::from_str("adoptedStyleSheets"), &sheets).map(drop)
    })
}
