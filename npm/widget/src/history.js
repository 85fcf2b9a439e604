// The custom element <helpthread-history>.
//
// A custom element must be an ES class, so this is one; everything it does is in the widget's bundle and in the wasm module of
// crates/widget, both loaded when the first element enters a document, or comes near the screen with loading="lazy". build.mjs fills in
// the three names below. Until they are there, and when they are blocked, the element has no shadow tree and its own content is what
// people see.

const BUNDLE = "./history-bundle.js";
const WASM = "./history.wasm";
const INTEGRITY = "";

const TAG = "helpthread-history";
/** A module that keeps dying is replaced only when somebody calls refresh(): by itself that would be a loop. */
const LIVES = 3;

/** Connected elements: one wasm module serves them all. @type {Set<HelpThreadHistory>} */
const connected = new Set();
let module;
let dead = false;
let deaths = 0;

/** The module, started once and replaced after a panic. A failure to load is not remembered: refresh() tries again. */
async function load() {
  module ??= start().catch((error) => {
    module = undefined;
    throw error;
  });
  const bundle = await module;
  if (dead) {
    bundle.reset();
    dead = false;
  }
  return bundle;
}

async function start() {
  const [bundle, wasm] = await Promise.all([
    import(BUNDLE),
    fetch(new URL(WASM, import.meta.url), { integrity: INTEGRITY, credentials: "omit" }),
  ]);
  await bundle.start(wasm);
  return bundle;
}

/** The instance has panicked: every element shared it, and each starts over. */
function died() {
  if (dead) return;
  dead = true;
  deaths += 1;
  queueMicrotask(() => connected.forEach((element) => element[DIED](deaths < LIVES)));
}
const DIED = Symbol();

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
  static observedAttributes = ["customer", "endpoint", "lang", "live", "locale", "page-size", "status"];

  #widget;
  #getToken = null;
  #strings = null;
  #starting = false;
  #reading = false;
  #observer;

  /** Asynchronous; called with "initial", "expiring" or "rejected"; gives a session token, or null if nobody is signed in. */
  get getToken() {
    return this.#getToken;
  }

  set getToken(source) {
    this.#getToken = typeof source === "function" ? source : null;
    this.#widget?.setTokenSource(this.#getToken);
  }

  /** Words in the place of the widget's own, by their names. */
  get strings() {
    return this.#strings;
  }

  set strings(strings) {
    this.#strings = strings ?? null;
    this.#widget?.setStrings(this.#strings);
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
    for (const name of ["getToken", "strings"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    connected.add(this);
    if (this.getAttribute("loading") !== "lazy" || this.#widget) return this.#start();
    this.#observer ??= new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#start(), { rootMargin: "25%" });
    this.#observer.observe(this);
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
    this.#observer?.disconnect();
    if (this.#widget || this.#starting) return;
    this.#starting = true;
    const violations = [];
    const note = (event) => violations.push(event);
    document.addEventListener("securitypolicyviolation", note);
    try {
      const { Widget } = await load();
      if (!this.isConnected) return;
      this.#widget = new Widget(this, this.shadowRoot ?? this.attachShadow({ mode: "open" }), died);
      this.#widget.setTokenSource(this.#getToken);
      this.#widget.setStrings(this.#strings);
      this.#widget.connect();
    } catch (error) {
      this.#report("widget_blocked", await explain(error, violations));
    } finally {
      this.#starting = false;
      document.removeEventListener("securitypolicyviolation", note);
    }
  }

  #stop() {
    connected.delete(this);
    this.#observer?.disconnect();
    this.#widget?.disconnect();
    this.#widget = undefined;
  }

  /** The wasm instance is gone; `again` says whether to start over in a new one at once. */
  [DIED](again) {
    this.#widget?.abandon();
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
