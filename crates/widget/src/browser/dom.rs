//! Building elements: `createElement` and `textContent` only, so no string of the API can ever become markup.

use wasm_bindgen::JsValue;
use web_sys::{Document, Element};

/// The namespace of SVG elements.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Makes elements for one document.
#[derive(Clone)]
pub(super) struct Builder(Document);

impl Builder {
    /// Elements of this document.
    pub(super) fn new(document: Document) -> Self {
        Self(document)
    }

    /// An element whose `name` is both its class, for our style sheet, and its `part`, for the host's.
    pub(super) fn element(&self, tag: &str, name: &str) -> Result<Element, JsValue> {
        let element = self.0.create_element(tag)?;
        element.set_class_name(name);
        element.set_attribute("part", name)?;
        Ok(element)
    }

    /// An element that is no one's part.
    pub(super) fn plain(&self, tag: &str) -> Result<Element, JsValue> {
        self.0.create_element(tag)
    }

    /// An element that holds text.
    pub(super) fn text(&self, tag: &str, name: &str, text: &str) -> Result<Element, JsValue> {
        let element = self.element(tag, name)?;
        element.set_text_content(Some(text));
        Ok(element)
    }

    /// Text for assistive technology only.
    pub(super) fn unseen(&self, tag: &str, text: &str) -> Result<Element, JsValue> {
        let element = self.plain(tag)?;
        element.set_class_name("unseen");
        element.set_text_content(Some(text));
        Ok(element)
    }

    /// A button that a form around the widget does not submit with.
    pub(super) fn button(&self, name: &str, text: &str) -> Result<Element, JsValue> {
        let button = self.text("button", "button", text)?;
        button.set_attribute("type", "button")?;
        button.set_attribute("part", &["button ", name].concat())?;
        button.class_list().add_1(name)?;
        Ok(button)
    }

    /// A decorative line drawing on a 24 by 24 grid.
    pub(super) fn icon(&self, path: &str) -> Result<Element, JsValue> {
        let frame = self.element("div", "icon")?;
        let drawing = self.0.create_element_ns(Some(SVG), "svg")?;
        drawing.set_attribute("viewBox", "0 0 24 24")?;
        drawing.set_attribute("aria-hidden", "true")?;
        let line = self.0.create_element_ns(Some(SVG), "path")?;
        line.set_attribute("d", path)?;
        drawing.append_child(&line)?;
        frame.append_child(&drawing)?;
        Ok(frame)
    }
}

/// Appends several children.
pub(super) fn append(parent: &Element, children: &[&Element]) -> Result<(), JsValue> {
    children.iter().try_for_each(|child| parent.append_child(child).map(drop))
}

/// The first descendant of this class.
///
/// # Errors
/// If there is none: the template and its reader disagree.
pub(super) fn child(parent: &Element, class: &str) -> Result<Element, JsValue> {
    parent.query_selector(&[".", class].concat())?.ok_or_else(|| JsValue::from_str(class))
}
