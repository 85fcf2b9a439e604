//! The status filter: native radio buttons drawn as one segmented control, so the keyboard works as it does everywhere.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlInputElement};

use super::dom::{Builder, append};
use crate::source::StatusFilter;
use crate::strings::Strings;

/// The group and its choices.
pub(super) struct Filter {
    group: Element,
    choices: Vec<(StatusFilter, HtmlInputElement)>,
}

impl Filter {
    /// All choices, none chosen yet.
    pub(super) fn new(builder: &Builder, strings: &Strings) -> Result<Self, JsValue> {
        let group = builder.element("fieldset", "filter")?;
        group.append_child(&*builder.unseen("legend", strings.filter_label)?)?;
        let mut choices = Vec::new();
        for filter in StatusFilter::CHOICES {
            let input: HtmlInputElement = builder.plain("input")?.unchecked_into();
            input.set_type("radio");
            // Radio groups are scoped to the shadow tree: two widgets on a page do not share one.
            input.set_name("status");
            input.set_value(filter.as_str());
            let option = builder.element("label", "filter-option")?;
            let text = builder.plain("span")?;
            text.set_text_content(Some(strings.filter(filter)));
            append(&option, &[&input, &text])?;
            append(&group, &[&option])?;
            choices.push((filter, input));
        }
        Ok(Self { group, choices })
    }

    /// The `<fieldset>`.
    pub(super) fn element(&self) -> &Element {
        &self.group
    }

    /// Marks the chosen one.
    pub(super) fn choose(&self, filter: StatusFilter) {
        for (choice, input) in &self.choices {
            input.set_checked(*choice == filter);
        }
    }
}
