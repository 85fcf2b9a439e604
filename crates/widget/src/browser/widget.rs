//! One element's instance: hands events to the machine and carries out its effects.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Element, HtmlElement, HtmlInputElement, ShadowRoot};

use super::rows::index_of;
use super::times::{Times, now};
use super::view::View;
use super::{fetch, host_token, notice};
use crate::event::{Effect, Event, Notice, Ticket, TokenReason};
use crate::fault::{Fault, TOKEN_UNAVAILABLE};
use crate::machine::Machine;
use crate::source::{Configuration, HistoryRequest, StatusFilter};
use crate::state::State;
use crate::strings::{ENGLISH, Strings};
use crate::token::Token;

/// Everything one element owns.
///
/// No cell is borrowed while the host's code runs (its listeners, its `getToken`): whatever that code calls on the
/// element only joins the queue, so effects are never carried out of order.
pub(super) struct Inner {
    host: HtmlElement,
    strings: &'static Strings,
    view: RefCell<View>,
    machine: RefCell<Machine>,
    queue: RefCell<VecDeque<Event>>,
    stepping: Cell<bool>,
    token_source: RefCell<Option<Function>>,
    fetching: RefCell<Option<AbortController>>,
    attributes: RefCell<Attributes>,
    listener: Closure<dyn FnMut(web_sys::Event)>,
}

/// The attributes that are compared with their last value, because reading them again must not undo a choice.
#[derive(Default)]
struct Attributes {
    status: Option<String>,
    languages: Vec<String>,
}

impl Inner {
    /// Builds the view of `host` inside `root` and listens to it.
    pub(super) fn new(host: HtmlElement, root: ShadowRoot) -> Result<Rc<Self>, JsValue> {
        let document = host.owner_document().ok_or_else(|| JsValue::from_str("no document"))?;
        let view = View::new(document, root, Times::new(&[]), &ENGLISH)?;
        let base = view.base().clone();
        let inner = Rc::new_cyclic(|inner: &Weak<Self>| {
            let inner = inner.clone();
            Self {
                host,
                strings: &ENGLISH,
                view: RefCell::new(view),
                machine: RefCell::default(),
                queue: RefCell::default(),
                stepping: Cell::new(false),
                token_source: RefCell::default(),
                fetching: RefCell::default(),
                attributes: RefCell::default(),
                listener: Closure::new(move |event| {
                    if let Some(inner) = inner.upgrade() {
                        inner.heard(&event);
                    }
                }),
            }
        });
        for kind in ["click", "change"] {
            base.add_event_listener_with_callback(kind, inner.listener.as_ref().unchecked_ref())?;
        }
        Ok(inner)
    }

    /// Reads the attributes again.
    pub(super) fn configure(self: &Rc<Self>) {
        let attribute = |name| self.host.get_attribute(name);
        self.configure_language();
        let status = attribute("status");
        let changed = self.attributes.try_borrow_mut().is_ok_and(|mut last| {
            let changed = last.status != status;
            last.status.clone_from(&status);
            changed
        });
        if changed {
            self.dispatch(Event::FilterChosen(StatusFilter::from_attribute(status.as_deref().unwrap_or_default())));
        }
        let (endpoint, customer, size) = (attribute("endpoint"), attribute("customer"), attribute("page-size"));
        let configuration = Configuration::read(endpoint.as_deref(), customer.as_deref(), size.as_deref());
        self.dispatch(Event::Configured(configuration));
    }

    /// The `locale` attribute, or else the nearest `lang`.
    fn configure_language(&self) {
        let nearest = self.host.closest("[lang]").ok().flatten().and_then(|element| element.get_attribute("lang"));
        let languages: Vec<String> = self.host.get_attribute("locale").into_iter().chain(nearest).collect();
        let (Ok(mut last), Ok(mut view)) = (self.attributes.try_borrow_mut(), self.view.try_borrow_mut()) else {
            return;
        };
        if last.languages == languages {
            return;
        }
        view.set_times(Times::new(&languages));
        last.languages = languages;
        drop((last, view));
        self.show();
    }

    /// Takes the host's `getToken`.
    pub(super) fn set_token_source(self: &Rc<Self>, source: Option<Function>) {
        let present = source.is_some();
        self.token_source.replace(source);
        self.dispatch(Event::TokenSourceSet(present));
    }

    /// Says anew how long ago everything was.
    pub(super) fn tick(&self) {
        if let Ok(view) = self.view.try_borrow() {
            view.tick();
        }
    }

    /// Takes an event. Events that effects cause in turn wait until all effects of this one are carried out.
    pub(super) fn dispatch(self: &Rc<Self>, event: Event) {
        if let Ok(mut queue) = self.queue.try_borrow_mut() {
            queue.push_back(event);
        }
        if self.stepping.replace(true) {
            return;
        }
        while let Some(effects) = self.step() {
            for effect in effects {
                self.perform(effect);
            }
        }
        self.stepping.set(false);
    }

    fn step(&self) -> Option<Vec<Effect>> {
        let event = self.queue.try_borrow_mut().ok()?.pop_front()?;
        Some(self.machine.try_borrow_mut().ok()?.step(event, now()))
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::AskToken(ticket, reason) => self.ask_token(ticket, reason),
            Effect::Fetch(ticket, request, token) => self.fetch(ticket, request, token),
            Effect::Cancel => self.cancel(),
            Effect::Show => self.show(),
            Effect::ShowRowsFrom(first) => self.draw(|view, machine| match machine.state() {
                State::Ready(history) => view.show_rows_from(first, history),
                _ => Ok(()),
            }),
            Effect::ShowProgress => self.draw(|view, machine| view.show_progress(machine.state())),
            Effect::ShowFilter(filter) => self.draw(|view, _| {
                view.show_filter(filter);
                Ok(())
            }),
            Effect::FocusRow(index) => self.draw(|view, _| view.focus_row(index)),
            Effect::Announce(announcement) => self.draw(|view, _| {
                view.announce(&self.strings.announce(announcement));
                Ok(())
            }),
            Effect::Notify(what) => self.notify(&what),
        }
    }

    fn show(&self) {
        self.draw(|view, machine| view.show(machine.state(), machine.filter()));
    }

    /// Draws with the machine at hand. A view that cannot be drawn has no better place to say so than the console.
    fn draw(&self, draw: impl FnOnce(&mut View, &Machine) -> Result<(), JsValue>) {
        if let (Ok(mut view), Ok(machine)) = (self.view.try_borrow_mut(), self.machine.try_borrow())
            && let Err(error) = draw(&mut view, &machine)
        {
            web_sys::console::error_2(&JsValue::from_str("helpthread-history:"), &error);
        }
    }

    fn ask_token(self: &Rc<Self>, ticket: Ticket, reason: TokenReason) {
        let source = self.token_source.try_borrow().ok().and_then(|source| source.clone());
        let Some(source) = source else {
            let fault = Fault::new(TOKEN_UNAVAILABLE, "There is no getToken any more.");
            return self.dispatch(Event::TokenFailed(ticket, fault));
        };
        let (host, inner) = (self.host.clone(), Rc::downgrade(self));
        spawn_local(async move {
            let event = match host_token::ask(&source, &host, reason).await {
                Ok(token) => Event::TokenArrived(ticket, token),
                Err(fault) => Event::TokenFailed(ticket, fault),
            };
            answer(&inner, event);
        });
    }

    fn fetch(self: &Rc<Self>, ticket: Ticket, request: HistoryRequest, token: Token) {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        self.fetching.replace(controller);
        let inner = Rc::downgrade(self);
        spawn_local(async move {
            let event = match fetch::page(&request, &token, signal.as_ref()).await {
                Ok(page) => Event::PageArrived(ticket, page),
                Err(fault) => Event::PageFailed(ticket, fault),
            };
            answer(&inner, event);
        });
    }

    fn cancel(&self) {
        if let Some(controller) = self.fetching.take() {
            controller.abort();
        }
    }

    fn notify(&self, what: &Notice) {
        match what {
            Notice::Ready => notice::dispatch(&self.host, "ready", false, &self.summary()),
            Notice::Changed => notice::dispatch(&self.host, "change", false, &self.summary()),
            Notice::Failed(fault) => notice::dispatch(&self.host, "error", false, &notice::fault(fault)),
        };
    }

    fn summary(&self) -> [(&'static str, JsValue); 3] {
        let machine = self.machine.try_borrow();
        let (status, count, has_more) = machine.map_or(("", 0, false), |machine| match machine.state() {
            State::Ready(history) => (machine.filter().as_str(), history.rows.len(), history.more.is_some()),
            _ => (machine.filter().as_str(), 0, false),
        });
        [("status", status.into()), ("count", count.into()), ("hasMore", has_more.into())]
    }

    /// The one listener of the shadow tree.
    fn heard(self: &Rc<Self>, event: &web_sys::Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let within = |class| target.closest(class).ok().flatten().is_some();
        match target.dyn_ref::<HtmlInputElement>() {
            Some(input) if event.type_() == "change" => {
                self.dispatch(Event::FilterChosen(StatusFilter::from_attribute(&input.value())));
            }
            None if within(".retry") => self.dispatch(Event::RetryAsked),
            None if within(".load-more") => self.dispatch(Event::MoreAsked),
            None if within(".summary") => self.selected(&target),
            Some(_) | None => {}
        }
    }

    /// A row was pressed: unless the host takes over, its details open or close.
    fn selected(&self, target: &Element) {
        let Some(index) = index_of(target) else { return };
        let conversation = |machine: &Machine| match machine.state() {
            State::Ready(history) => history.rows.get(index).cloned(),
            _ => None,
        };
        let Some(chosen) = self.machine.try_borrow().ok().and_then(|machine| conversation(&machine)) else { return };
        if notice::dispatch(&self.host, "select", true, &notice::selection(&chosen)) {
            self.draw(|view, machine| match conversation(machine) {
                Some(still) if still.id == chosen.id => view.toggle(index, &still),
                _ => Ok(()),
            });
        }
    }
}

fn answer(inner: &Weak<Inner>, event: Event) {
    if let Some(inner) = inner.upgrade() {
        inner.dispatch(event);
    }
}
