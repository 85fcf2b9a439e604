// One element's instance: hands events to the module (crates/widget) and carries out the effects that it answers with.

import { Core } from "./core.js";
import { Line } from "./line.js";
import { unwatch, watch } from "./page.js";
import { fetchDesk } from "./agent.js";
import { ask, conversation, pageTexts, Refused, texts, time, withText } from "./requests.js";
import { Times } from "./times.js";
import { askToken } from "./token.js";
import { View } from "./view.js";
import { languagesOf, wordsOf } from "./words.js";

const yes = (flag) => (flag ? "1" : "");

export class Widget {
  #host;
  #died;
  #core = new Core();
  #view;
  #words;
  #line = new Line();
  #getToken = null;
  #strings = null;
  #languages = "";
  #fetching;
  #alarms = {};
  #queue = [];
  #stepping = false;
  #page = { tick: () => this.#tick(), seen: () => this.#seen() };

  /**
   * @param {HTMLElement} host
   * @param {ShadowRoot} root
   * @param {() => void} died called once the module has panicked: it is of no use to anyone any more
   */
  constructor(host, root, died) {
    this.#host = host;
    this.#died = died;
    this.#view = new View(root, {
      press: (event, ...texts) => this.#dispatch(event, texts),
      select: (row) => this.#tell("select", { conversation: conversation(row) }),
    });
  }

  /** The element is in a document, and its properties are set: everything may begin. */
  async connect() {
    await this.#speak();
    if (!this.#core) return;
    watch(this.#page);
    this.#seen();
    this.#read();
    this.#dispatch("connected");
  }

  /** The element has left its document: whatever is under way is aborted, and the token is forgotten. */
  disconnect() {
    unwatch(this.#page);
    this.#dispatch("disconnected");
    this.#core?.free();
    this.#end();
  }

  /** The module's instance is dead: nothing is told to it any more. */
  abandon() {
    unwatch(this.#page);
    this.#end();
  }

  /** An attribute changed. */
  async configure() {
    await this.#speak();
    this.#read();
  }

  setTokenSource(source) {
    this.#getToken = source;
    this.#dispatch("token-source", [yes(source)]);
  }

  setStrings(strings) {
    this.#strings = strings;
    this.#words?.override(strings);
    if (this.#words) this.#view.speak(this.#words);
  }

  refresh() {
    this.#dispatch("refresh");
  }

  loadMore() {
    this.#dispatch("more");
  }

  /** Finds the words of the element's language, if that is another than before. */
  async #speak() {
    const tags = languagesOf(this.#host);
    if (this.#languages === String(tags)) return;
    this.#languages = String(tags);
    const words = await wordsOf(tags);
    if (this.#languages !== String(tags)) return;
    words.override(this.#strings);
    this.#words = words;
    this.#view.speak(words, new Times(tags), this.#host.hasAttribute("locale"));
  }

  #read() {
    const attribute = (name) => this.#host.getAttribute(name);
    const status = attribute("status") ?? "";
    // Reading it again must not undo a choice.
    if (this.status !== status) this.#dispatch("filter", [(this.status = status)]);
    this.#dispatch("live", [yes(attribute("live") !== "off")]);
    this.#dispatch("configured", ["endpoint", "customer", "page-size"].map((name) => attribute(name)?.trim() ?? ""));
  }

  #seen() {
    this.#dispatch("visible", [yes(!document.hidden)]);
    this.#dispatch("online", [yes(navigator.onLine)]);
  }

  #tick() {
    this.#view.tick();
    this.#dispatch("tick");
  }

  /** Takes an event. Events that effects cause in turn wait until all effects of this one are carried out. */
  #dispatch(event, texts = []) {
    this.#queue.push([event, texts]);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#queue.shift(); next && this.#core; next = this.#queue.shift()) this.#step(...next);
    } finally {
      this.#stepping = false;
    }
  }

  #step(event, texts) {
    let effects;
    try {
      effects = this.#core.step(event, texts, Date.now() / 1000);
    } catch {
      this.abandon();
      return this.#died();
    }
    for (const [name, ...texts] of effects) this.#perform(name, texts);
  }

  /** Carries out an effect (crates/widget/src/wire.rs). @param {string} name @param {string[]} texts */
  #perform(name, texts) {
    const [first, second] = texts;
    switch (name) {
      case "rows": return this.#view.take(texts);
      case "show": return this.#view.show(texts);
      case "focus": return this.#view.focus(Number(first));
      case "say": return this.#view.say(texts);
      case "tell": return this.#tell(first, first === "error" ? { code: second, message: texts[2] } : this.#view.summary());
      case "token": return this.#askToken(first, second);
      case "fetch": return this.#fetch(texts);
      case "cancel": return this.#fetching?.abort();
      case "write": return this.#write(texts);
      case "follow": return this.#line.open(texts, (event, texts) => this.#dispatch(event, texts));
      case "ping": return this.#line.ping();
      case "hang-up": return this.#line.close();
      case "wake": return this.#wake(first, Number(second));
    }
  }

  async #askToken(ticket, reason) {
    try {
      this.#dispatch("token", [ticket, ...(await askToken(this.#getToken, this.#host, reason))]);
    } catch (error) {
      this.#dispatch("token-failed", [ticket, error.message]);
    }
  }

  #fetch([ticket, url, token, cursor]) {
    this.#fetching = new AbortController();
    const { signal } = this.#fetching;
    return this.#answer(ticket, "page", "page-failed", async () => pageTexts(await ask({ url: withText(url, "cursor", cursor), token }, signal)));
  }

  /** Not aborted by anything: it may have been applied. */
  #write([ticket, url, token, ...writing]) {
    const [kind] = writing;
    const isReply = kind === "reply";
    return this.#answer(ticket, isReply ? "replied" : "changed", "write-failed", async () => {
      const { requestOf } = await fetchDesk();
      const { data } = await ask({ url, token, ...requestOf(writing) });
      return isReply ? [time(data.created_at)] : texts(data);
    });
  }

  async #answer(ticket, done, failed, work) {
    try {
      this.#dispatch(done, [ticket, ...(await work())]);
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused("unexpected_answer", "The answer is not what API v1 promises.");
      this.#dispatch(failed, [ticket, ...refused.texts]);
    }
  }

  #wake(event, wait) {
    clearTimeout(this.#alarms[event]);
    this.#alarms[event] = setTimeout(() => this.#dispatch(event), wait);
  }

  /** Whether a default action may go ahead. */
  #tell(name, detail) {
    const event = new CustomEvent(`helpthread-${name}`, { bubbles: true, composed: true, cancelable: name === "select", detail });
    return this.#host.dispatchEvent(event);
  }

  #end() {
    this.#core = undefined;
    this.#queue.length = 0;
    this.#fetching?.abort();
    this.#line.close();
    this.#view.end();
    Object.values(this.#alarms).forEach(clearTimeout);
  }
}
