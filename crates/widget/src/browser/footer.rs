//! Below the rows: "Load more", its progress, and its failure.

use wasm_bindgen::JsValue;
use web_sys::Element;

use super::dom::{Builder, append};
use crate::state::More;
use crate::strings::Strings;

/// The area below the rows; it is in the document only while there is more to load.
pub(super) struct Footer {
    area: Element,
    failure: Element,
    button: Element,
}

impl Footer {
    /// The area, not in the document yet.
    pub(super) fn new(builder: &Builder, strings: &Strings) -> Result<Self, JsValue> {
        let area = builder.element("div", "footer")?;
        let failure = builder.text("p", "more-error", strings.more_failed)?;
        let button = builder.button("load-more", strings.load_more)?;
        append(&area, &[&button])?;
        Ok(Self { area, failure, button })
    }

    /// Shows what is below the last row, inside `panel`.
    ///
    /// The button is never disabled, only marked so: a disabled button would drop the keyboard focus.
    pub(super) fn show(&self, panel: &Element, more: &More, strings: &Strings) -> Result<(), JsValue> {
        let text = match more {
            More::End => {
                self.area.remove();
                return Ok(());
            }
            More::Available(_) => strings.load_more,
            More::Loading(_) => strings.loading_more,
            More::Failed(..) => strings.retry,
        };
        self.button.set_text_content(Some(text));
        match more {
            More::Loading(_) => self.button.set_attribute("aria-disabled", "true")?,
            _ => self.button.remove_attribute("aria-disabled")?,
        }
        match more {
            More::Failed(..) => self.area.prepend_with_node_1(&self.failure)?,
            _ => self.failure.remove(),
        }
        // Moving the button, even to where it is, would drop the focus as well.
        if self.area.is_connected() { Ok(()) } else { append(panel, &[&self.area]) }
    }
}
