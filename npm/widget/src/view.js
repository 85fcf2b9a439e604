// The widget's shadow tree. It shows what the module says and decides nothing.

import { fetchDesk } from "./agent.js";
import { button, element, unseen, write } from "./dom.js";
import { fillMessage, skeleton } from "./messages.js";
import { Rows } from "./rows.js";
import { sheet } from "./sheet.js";
import { Toolbar } from "./toolbar.js";

/**
 * @typedef {object} Actions
 * @property {(event: string, ...texts: string[]) => void} press an event for the module
 * @property {(row: string[]) => boolean} select tells the host; whether details may open
 */

/** What is to be shown (crates/widget/src/wire/view.rs). @param {string[]} texts */
function modelOf([state, filter, online, line, agent, allowedAt, fault, refreshing, more, ...writes]) {
  return { state, filter, online: online === "1", line, agent, allowedAt: Number(allowedAt), fault, refreshing, more, writes: groups(writes, 3) };
}

/** @param {string[]} texts @param {number} size */
const groups = (texts, size) => Array.from({ length: texts.length / size }, (_, index) => texts.slice(index * size, (index + 1) * size));

/** @typedef {ReturnType<typeof modelOf>} Model */

export class View {
  #root;
  #actions;
  #words;
  #times;
  /** @type {Model} */
  #model = modelOf(["idle", "", "1"]);
  /** What writes in an open row, once an agent needs it. */
  #Desk;
  #shown = "";
  #base;
  #fallback = element("slot");
  #toolbar;
  #offline;
  #panel;
  #rows;
  #more;
  #moreButton;
  #moreError;
  #message;
  #voice;
  #countdown;

  /** @param {ShadowRoot} root @param {Actions} actions */
  constructor(root, actions) {
    this.#root = root;
    this.#actions = actions;
    root.adoptedStyleSheets = [sheet()];
    root.replaceChildren(this.#fallback);
  }

  /** Builds the tree in these words, in place of the one before. */
  speak(words, times = this.#times, ownLanguage = false) {
    this.#words = words;
    this.#times = times;
    this.#build();
    // Words in a language that the host chose for the widget alone read in their own direction.
    if (ownLanguage) this.#base.dir = words.direction;
    this.#base.lang = words.language;
    this.#shown = "";
    this.#draw();
  }

  /** @type {string[][] | undefined} */
  #rowsShown;

  #build() {
    const words = this.#words;
    this.#toolbar?.end();
    this.#rows?.stop();
    this.#toolbar = new Toolbar(words);
    this.#offline = element("p", "notice", {}, words.say("offline"));
    this.#rows = new Rows(words, this.#times);
    this.#moreError = element("p", "more-error");
    this.#moreButton = button("load-more", words.say("loadMore"));
    this.#more = element("div", "more", {}, this.#moreButton);
    this.#panel = element("div", "panel", { tabindex: "-1" });
    this.#voice = unseen("div");
    this.#voice.setAttribute("role", "status");
    const slot = (name) => element("slot", "", { name });
    this.#base = element("section", "base", { "aria-label": words.say("label") }, slot("header"), this.#toolbar.element, this.#offline, this.#panel, slot("footer"), this.#voice);
    for (const kind of ["click", "change", "input", "submit", "pointerover"]) this.#base.addEventListener(kind, (event) => this.#heard(event));
    this.#root.replaceChildren(this.#base, this.#fallback);
  }

  /** Takes rows, which the state after them shows. @param {string[]} texts of all their fields */
  take(texts) {
    this.#rowsShown = groups(texts, 8);
  }

  /** Shows a state, with the rows that were taken last. @param {string[]} texts */
  show(texts) {
    this.#model = modelOf(texts);
    if (this.#model.state !== "ready") this.#rowsShown = undefined;
    this.#draw();
  }

  #draw() {
    const model = this.#model;
    if (!this.#words) return;
    this.#fetchDesk();
    const hadFocus = this.#hasFocus();
    const idle = model.state === "idle";
    this.#base.hidden = idle;
    this.#fallback.hidden = !idle;
    this.#toolbar.element.hidden = model.state === "expired";
    this.#offline.hidden = model.online;
    this.#showContent(model);
    const count = this.#rowsShown?.length ?? 0;
    const more = model.more !== "end";
    this.#toolbar.show(model, this.#rowsShown ? this.#words.count(more ? "shown" : "conversations", count) : "", more || count > 5);
    this.#panel.ariaBusy = String(model.state === "loading" || model.refreshing === "1");
    this.#showMore(model);
    this.#count(model);
    if (hadFocus && !this.#hasFocus()) this.#panel.focus();
  }

  #showContent(model) {
    const { state } = model;
    // What stands in the place of rows is drawn anew only if it says something else: it may hold the focus.
    const now = state === "ready" ? state : [state, model.fault, model.filter].join();
    if (this.#shown !== now) {
      this.#shown = now;
      this.#message = undefined;
      this.#rows.clear();
      if (state === "ready") this.#panel.replaceChildren(this.#rows.element);
      else if (state === "loading") this.#panel.replaceChildren(skeleton(this.#words));
      else this.#panel.replaceChildren(...this.#messageOf(model));
    }
    if (state === "ready") this.#rows.show(this.#rowsShown ?? [], { agent: model.agent, Desk: this.#Desk }, model.writes);
  }

  /** One that does not come is asked for again when something else is shown. */
  async #fetchDesk() {
    if (!this.#model.agent || this.#Desk) return;
    const part = await fetchDesk().catch(() => undefined);
    if (!part || this.#Desk) return;
    this.#Desk = part.Desk;
    this.#draw();
  }

  #messageOf(model) {
    if (model.state === "idle") return [];
    this.#message = fillMessage(this.#words, model);
    return [this.#message.element];
  }

  /** The button is never disabled, only marked so: a disabled button would drop the keyboard focus. */
  #showMore({ more, fault }) {
    if (!more || more === "end") return this.#more.remove();
    const text = { loading: "loadingMore", failed: "retry" }[more] ?? "loadMore";
    write(this.#moreButton, this.#words.say(text));
    this.#moreButton.ariaDisabled = more === "loading" ? "true" : null;
    if (more === "failed") {
      write(this.#moreError, this.#words.say(fault === "rateLimited" ? "rateLimitedText" : "moreFailed"));
      this.#more.prepend(this.#moreError);
    } else this.#moreError.remove();
    // Moving the button, even to where it is, would drop the focus.
    if (!this.#more.isConnected) this.#panel.append(this.#more);
  }

  /** Counts down to when the proxy takes requests again. The live region has said so once, and keeps quiet. */
  #count({ allowedAt, state, more }) {
    clearInterval(this.#countdown);
    const retry = this.#message?.retry ?? (state === "ready" && more === "failed" ? this.#moreButton : undefined);
    if (!allowedAt || !retry) return;
    const say = () => {
      const seconds = Math.max(0, Math.ceil(allowedAt - Date.now() / 1000));
      retry.ariaDisabled = seconds > 0 ? "true" : null;
      write(retry, seconds > 0 ? this.#words.say("retryIn", { time: this.#times.seconds(seconds) }) : this.#words.say("retry"));
      if (seconds === 0) clearInterval(this.#countdown);
    };
    this.#countdown = setInterval(say, 1_000);
    say();
  }

  /** Lets the live region speak. The same words twice are made different, or they would not be spoken again. */
  say(announcement) {
    const words = this.#words.announce(announcement, this.#model, this.#times);
    this.#voice.textContent = this.#voice.textContent === words ? `${words}\u00a0` : words;
  }

  /** Moves the focus to a row, if it is in the widget at all. @param {number} index */
  focus(index) {
    if (this.#hasFocus()) this.#rows.focus(this.#rowsShown ?? [], index);
  }

  /** The details of `helpthread-ready` and `helpthread-change`. */
  summary() {
    const { filter, more } = this.#model;
    return { status: filter, count: this.#rowsShown?.length ?? 0, hasMore: this.#rowsShown !== undefined && more !== "end" };
  }

  /** Says anew how long ago everything was. */
  tick() {
    this.#rows?.tick();
  }

  end() {
    this.#toolbar?.end();
    this.#rows?.stop();
    clearInterval(this.#countdown);
    this.#words = undefined;
  }

  /** The listener of everything in the tree. @param {Event} event */
  #heard(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const within = (/** @type {string} */ name) => event.type === "click" && target.closest(`.${name}`);
    if (event.type === "change" && target.closest(".filter")) return this.#actions.press("filter", /** @type {HTMLInputElement} */ (target).value);
    if (event.type === "input" && target.matches(".search")) return this.#search(/** @type {HTMLInputElement} */ (target).value);
    if (event.type === "click" && target.ariaDisabled === "true") return event.preventDefault();
    if (within("retry")) return this.#actions.press("retry");
    if (within("load-more")) return this.#actions.press(this.#model.more === "failed" ? "retry" : "more");
    const row = this.#rows.rowOf(target);
    if (event.type === "pointerover") return row?.tell(target);
    if (row && within("summary")) {
      if (this.#actions.select(row.data)) row.toggle();
    } else row?.heard(event, this.#actions.press);
  }

  #search(text) {
    const count = this.#rows.search(text);
    this.#voice.textContent = count === 0 ? this.#words.say("noMatch") : this.#words.count("conversations", count);
  }

  #hasFocus() {
    return this.#root.activeElement !== null;
  }
}
