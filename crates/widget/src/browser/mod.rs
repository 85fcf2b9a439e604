//! The widget in a browser: what `npm/widget/src/history.js` drives.
//!
//! ```text
//! Widget ─ widget::Inner ─┬─ view ─ filter, rows, message, footer    shows a state
//!                         ├─ fetch, host_token                       ask the proxy and the host
//!                         ├─ notice                                  tells the host's page
//!                         └─ panic                                   tells the element that this instance is dead
//! ```

mod decode;
mod dom;
mod fetch;
mod filter;
mod footer;
mod host_token;
mod message;
mod notice;
mod object;
pub mod panic;
mod rows;
mod sheet;
mod times;
mod view;
mod widget;

use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, ShadowRoot};

use crate::event::Event;
use widget::Inner;

/// The behaviour of one connected `<helpthread-history>` element. The element makes one when it enters a document and
/// frees it when it has left for good.
#[wasm_bindgen]
pub struct Widget(Rc<Inner>);

#[wasm_bindgen]
impl Widget {
    /// Builds the shadow tree of `host` in `root` and reads the attributes; nothing is asked of anybody yet.
    ///
    /// # Errors
    /// What the DOM throws.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement, root: ShadowRoot) -> Result<Self, JsValue> {
        let inner = Inner::new(host, root)?;
        inner.configure();
        Ok(Self(inner))
    }

    /// The element is in a document, and its attributes and properties are read: the machine may begin.
    pub fn connect(&self) {
        self.0.dispatch(Event::Connected);
    }

    /// The element has left its document: whatever is under way is aborted, and the token is forgotten.
    pub fn disconnect(&self) {
        self.0.dispatch(Event::Disconnected);
    }

    /// An attribute changed.
    pub fn configure(&self) {
        self.0.configure();
    }

    /// The host set or removed its `getToken`.
    #[wasm_bindgen(js_name = setTokenSource)]
    pub fn set_token_source(&self, source: Option<Function>) {
        self.0.set_token_source(source);
    }

    /// A minute has passed: relative times are said anew.
    pub fn tick(&self) {
        self.0.tick();
    }

    /// Loads the first page again.
    pub fn refresh(&self) {
        self.0.dispatch(Event::RefreshAsked);
    }

    /// Loads the next page, if there is one.
    #[wasm_bindgen(js_name = loadMore)]
    pub fn load_more(&self) {
        self.0.dispatch(Event::MoreAsked);
    }
}
