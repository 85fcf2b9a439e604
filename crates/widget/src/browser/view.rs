//! The widget's shadow tree. It shows what the machine says and decides nothing.

use helpthread_core::model::Conversation;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, ShadowRoot};

use super::dom::{Builder, append};
use super::filter::Filter;
use super::footer::Footer;
use super::message;
use super::rows::Rows;
use super::sheet;
use super::times::Times;
use crate::source::StatusFilter;
use crate::state::{History, More, State};
use crate::strings::Strings;

/// The parts of the shadow tree that change.
pub(super) struct View {
    builder: Builder,
    strings: &'static Strings,
    times: Times,
    root: ShadowRoot,
    base: Element,
    fallback: Element,
    toolbar: Element,
    filter: Filter,
    count: Element,
    panel: HtmlElement,
    footer: Footer,
    voice: Element,
    rows: Option<Rows>,
}

impl View {
    /// Builds the tree inside `root`, replacing whatever a server rendered there.
    pub(super) fn new(
        document: Document,
        root: ShadowRoot,
        times: Times,
        strings: &'static Strings,
    ) -> Result<Self, JsValue> {
        let builder = Builder::new(document);
        let base = builder.element("section", "base")?;
        base.set_attribute("aria-label", strings.label)?;
        let toolbar = builder.element("div", "toolbar")?;
        let filter = Filter::new(&builder, strings)?;
        let count = builder.element("p", "count")?;
        // The live region says the same when it changes.
        count.set_attribute("aria-hidden", "true")?;
        append(&toolbar, &[filter.element(), &count])?;
        let panel: HtmlElement = builder.element("div", "panel")?.unchecked_into();
        panel.set_tab_index(-1);
        let voice = builder.unseen("div", "")?;
        voice.set_attribute("role", "status")?;
        append(&base, &[&toolbar, &panel, &voice])?;
        let fallback = builder.plain("slot")?;
        let footer = Footer::new(&builder, strings)?;
        sheet::adopt(&root)?;
        root.replace_children_with_node_2(&base, &fallback);
        Ok(Self {
            builder,
            strings,
            times,
            root,
            base,
            fallback,
            toolbar,
            filter,
            count,
            panel,
            footer,
            voice,
            rows: None,
        })
    }

    /// The element under which everything that can be pressed is.
    pub(super) fn base(&self) -> &Element {
        &self.base
    }

    /// Shows a state from scratch.
    pub(super) fn show(&mut self, state: &State, filter: StatusFilter) -> Result<(), JsValue> {
        let had_focus = self.has_focus();
        let idle = *state == State::Idle;
        self.base.toggle_attribute_with_force("hidden", idle)?;
        self.fallback.toggle_attribute_with_force("hidden", !idle)?;
        self.toolbar.toggle_attribute_with_force("hidden", *state == State::Expired)?;
        self.filter.choose(filter);
        self.rows = None;
        self.panel.replace_children_with_node_0();
        if let Some(content) = self.content(state, filter)? {
            append(&self.panel, &[&content])?;
        }
        self.show_progress(state)?;
        self.keep_focus(had_focus)
    }

    fn content(&mut self, state: &State, filter: StatusFilter) -> Result<Option<Element>, JsValue> {
        let (builder, strings) = (&self.builder, self.strings);
        Ok(Some(match state {
            State::Idle => return Ok(None),
            State::Loading => message::skeleton(builder, strings)?,
            State::Empty => message::empty(builder, strings.nothing(filter))?,
            State::Failed(fault) => message::error(builder, strings.fault(fault.kind()), strings)?,
            State::Expired => message::expired(builder, strings)?,
            State::Ready(history) => {
                let mut rows = Rows::new(builder, strings)?;
                rows.append(&history.rows, &self.times, false)?;
                self.rows.insert(rows).element().clone()
            }
        }))
    }

    /// Shows the rows from `first` on below the others.
    pub(super) fn show_rows_from(&mut self, first: usize, history: &History) -> Result<(), JsValue> {
        match (&mut self.rows, history.rows.get(first..)) {
            (Some(rows), Some(new)) => rows.append(new, &self.times, true),
            _ => Ok(()),
        }
    }

    /// Shows what is on its way, what may follow, and how many rows there are.
    pub(super) fn show_progress(&self, state: &State) -> Result<(), JsValue> {
        let had_focus = self.has_focus();
        let (busy, more, count) = match state {
            State::Ready(history) => {
                let count = self.strings.count(history.rows.len(), history.more.is_some());
                (history.refreshing, &history.more, count)
            }
            other => (*other == State::Loading, &More::End, String::new()),
        };
        self.panel.set_attribute("aria-busy", if busy { "true" } else { "false" })?;
        self.count.set_text_content(Some(&count));
        self.footer.show(&self.panel, more, self.strings)?;
        self.keep_focus(had_focus)
    }

    /// Marks the chosen status.
    pub(super) fn show_filter(&self, filter: StatusFilter) {
        self.filter.choose(filter);
    }

    /// Lets the live region speak. The same words twice are made different, or they would not be spoken again.
    pub(super) fn announce(&self, words: &str) {
        let again = self.voice.text_content().is_some_and(|said| said == words);
        self.voice.set_text_content(Some(&[words, if again { "\u{a0}" } else { "" }].concat()));
    }

    /// Moves the focus to a row, if it is in the widget at all.
    pub(super) fn focus_row(&self, index: usize) -> Result<(), JsValue> {
        match &self.rows {
            Some(rows) if self.has_focus() => rows.focus(index),
            _ => Ok(()),
        }
    }

    /// Opens or closes a row's details.
    pub(super) fn toggle(&self, index: usize, conversation: &Conversation) -> Result<(), JsValue> {
        self.rows.as_ref().map_or(Ok(()), |rows| rows.toggle(index, conversation, &self.times))
    }

    /// Says anew how long ago everything was.
    pub(super) fn tick(&self) {
        if let Some(rows) = &self.rows {
            rows.tick(&self.times);
        }
    }

    /// Uses another language's times from the next [`View::show`] on.
    pub(super) fn set_times(&mut self, times: Times) {
        self.times = times;
    }

    fn has_focus(&self) -> bool {
        self.root.active_element().is_some()
    }

    /// What held the focus may be gone: then the panel takes it, or the keyboard would start over at the top of the page.
    fn keep_focus(&self, had_focus: bool) -> Result<(), JsValue> {
        if had_focus && !self.has_focus() { self.panel.focus() } else { Ok(()) }
    }
}
