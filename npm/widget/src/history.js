// The custom element <helpthread-history>.
//
// A custom element must be an ES class, so this is one; everything it does is in the wasm module of crates/widget, loaded
// when the first element enters a document. build.mjs fills in the three names below. Until the module is there, and when
// it is blocked, the element has no shadow tree and its own content is what people see.

const GLUE = "./history-glue.js";
const WASM = "./history.wasm";
const INTEGRITY = "";

const TAG = "helpthread-history";
const MINUTE = 60_000;
/** A module that keeps dying is replaced only when somebody calls refresh(): by itself that would be a loop. */
const LIVES = 3;

/** What connected elements want to hear: one timer and one wasm module serve them all. */
const links = new Set();
let module;
let dead = false;
let deaths = 0;
let timer;

/** The module, started once and replaced after a panic. A failure to load is not remembered: refresh() tries again. */
async function load() {
  module ??= start().catch((error) => {
    module = undefined;
    throw error;
  });
  const glue = await module;
  if (dead) {
    glue.__wbg_reset_state();
    glue.onPanic(die);
    dead = false;
  }
  return glue;
}

async function start() {
  const glue = await import(GLUE);
  const wasm = fetch(new URL(WASM, import.meta.url), { integrity: INTEGRITY, credentials: "omit" });
  await glue.default({ module_or_path: wasm });
  glue.onPanic(die);
  return glue;
}

/** Called inside the panic, in the dead instance: every element shared it, and each starts over once the stack is unwound. */
function die() {
  dead = true;
  deaths += 1;
  queueMicrotask(() => links.forEach((link) => link.died(deaths < LIVES)));
}

/** Says which permission of the page's content security policy is missing, if one is. */
async function explain(error, violations) {
  await new Promise((resolve) => setTimeout(resolve)); // violation events arrive after the failure they explain
  const origin = new URL(import.meta.url).origin;
  const violation = violations.find(({ blockedURI }) => blockedURI === "wasm-eval" || blockedURI.startsWith(origin));
  if (violation?.blockedURI === "wasm-eval" || error instanceof WebAssembly.CompileError) {
    return "The page's Content-Security-Policy lacks: script-src 'wasm-unsafe-eval'";
  }
  if (violation) return `The page's Content-Security-Policy lacks: ${violation.effectiveDirective} ${origin}`;
  return `Its files could not be loaded, or are not the ones that belong to this script. ${error}`;
}

/** On a server there is no HTMLElement, and nothing here is ever constructed. */
const Base = globalThis.HTMLElement ?? class {};

export class HelpThreadHistory extends Base {
  static observedAttributes = ["customer", "endpoint", "lang", "locale", "page-size", "status"];

  #widget;
  #getToken = null;
  #starting = false;
  #reading = false;
  #link = {
    tick: () => this.#widget?.tick(),
    died: (again) => this.#died(again),
  };

  /** Asynchronous; called with "initial", "expiring" or "rejected"; gives a session token, or null if nobody is signed in. */
  get getToken() {
    return this.#getToken;
  }

  set getToken(source) {
    this.#getToken = typeof source === "function" ? source : null;
    this.#widget?.setTokenSource(this.#getToken);
  }

  /** Loads the first page again; where the widget was blocked, tries to start it again. */
  refresh() {
    if (this.#widget) this.#widget.refresh();
    else if (this.isConnected) this.#start();
  }

  /** Loads the next page, if there is one. */
  loadMore() {
    this.#widget?.loadMore();
  }

  connectedCallback() {
    // A property that was set before this class was known hides the accessor.
    if (Object.hasOwn(this, "getToken")) {
      const { getToken } = this;
      delete this.getToken;
      this.getToken = getToken;
    }
    links.add(this.#link);
    timer ??= setInterval(() => links.forEach((link) => link.tick()), MINUTE);
    this.#start();
  }

  disconnectedCallback() {
    // Moving an element disconnects and connects it within one task.
    queueMicrotask(() => this.isConnected || this.#stop());
  }

  attributeChangedCallback() {
    if (!this.#widget || this.#reading) return;
    this.#reading = true;
    // Frameworks set attributes one by one: read them together.
    queueMicrotask(() => {
      this.#reading = false;
      this.#widget?.configure();
    });
  }

  async #start() {
    if (this.#widget || this.#starting) return;
    this.#starting = true;
    const violations = [];
    const note = (event) => violations.push(event);
    document.addEventListener("securitypolicyviolation", note);
    try {
      const { Widget } = await load();
      if (!this.isConnected) return;
      this.#widget = new Widget(this, this.shadowRoot ?? this.attachShadow({ mode: "open" }));
      this.#widget.setTokenSource(this.#getToken);
      this.#widget.connect();
    } catch (error) {
      this.#report("widget_blocked", await explain(error, violations));
    } finally {
      this.#starting = false;
      document.removeEventListener("securitypolicyviolation", note);
    }
  }

  #stop() {
    links.delete(this.#link);
    if (links.size === 0) timer = clearInterval(timer);
    this.#widget?.disconnect();
    this.#widget?.free();
    this.#widget = undefined;
  }

  /** The wasm instance is gone; `again` says whether to start over in a new one at once. */
  #died(again) {
    this.#widget = undefined;
    this.#report("widget_crashed", "The widget stopped unexpectedly.");
    if (again) this.#start();
    else this.shadowRoot?.replaceChildren(document.createElement("slot"));
  }

  #report(code, message) {
    console.error(`<${TAG}>: ${message}`);
    this.dispatchEvent(new CustomEvent("helpthread-error", { bubbles: true, composed: true, detail: { code, message } }));
  }
}

if (globalThis.customElements && !customElements.get(TAG)) customElements.define(TAG, HelpThreadHistory);
