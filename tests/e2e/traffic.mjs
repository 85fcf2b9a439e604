// A record of everything that a browser sends, receives, prints and keeps: what a person with its developer tools could read.
//
// It listens to the DevTools protocol itself, because headers as they really travel (cookies, preflights) are in its
// "extra info" events only.

/**
 * @typedef {"url" | "request header" | "request body" | "response header" | "response body" | "websocket" | "console" | "storage"} Place
 *
 * @typedef {object} Entry
 * @property {Place} place
 * @property {string} name the header's, in lower case; which storage; of a websocket also "url" and "frame"; empty otherwise
 * @property {string} text
 * @property {string[]} urls whose request or answer it is part of; several after a redirect
 */

/** How long a request may be under way, in milliseconds. */
const DEADLINE = 15_000;

/** @param {import("playwright-core").Page} page */
export async function recordTraffic(page) {
  const traffic = new Traffic(page);
  await traffic.begin();
  return traffic;
}

class Traffic {
  /** @type {import("playwright-core").Page} */
  #page;
  /** @type {import("playwright-core").CDPSession} */
  #devTools;
  /** The URLs of each request so far, by its id. @type {Map<string, string[]>} */
  #urls = new Map();
  /** Requests that have not ended, or whose bodies are not read. @type {Set<string>} */
  #open = new Set();
  /** Their answers have no body to read. @type {Set<string>} */
  #preflights = new Set();
  /** Called at the end of each request. */
  #changed = () => {};

  /** @type {Entry[]} */
  entries = [];
  /** Answers whose bodies the browser did not give: with one of them the record is not whole. @type {string[]} */
  unread = [];

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.#page = page;
  }

  async begin() {
    this.#devTools = await this.#page.context().newCDPSession(this.#page);
    this.#listen();
    for (const domain of ["Network", "Runtime", "Log"]) await this.#devTools.send(`${domain}.enable`);
  }

  /** Every entry that contains the text. @param {string} text */
  find(text) {
    return this.entries.filter((entry) => entry.text.includes(text));
  }

  /**
   * Waits until no request is under way and every body is read. Call it before leaving a page: the browser forgets its bodies
   * then. An answer whose body the page never reads does not end.
   */
  async settled() {
    const deadline = AbortSignal.timeout(DEADLINE);
    while (this.#open.size > 0) {
      await new Promise((resolve) => {
        this.#changed = resolve;
        deadline.onabort = resolve;
      });
      if (deadline.aborted) throw new Error(`still under way: ${[...this.#open].map((id) => this.#urls.get(id))}`);
    }
  }

  /** Adds what the profile and the page keep now. */
  async readStorage() {
    const kept = await this.#page.context().storageState({ indexedDB: true });
    const here = await this.#page.evaluate(async () => ({
      localStorage: { ...localStorage },
      sessionStorage: { ...sessionStorage },
      cookie: document.cookie,
      windowName: window.name,
      historyState: history.state,
      caches: await caches.keys(),
    }));
    this.#add("storage", "profile", JSON.stringify(kept));
    for (const [name, value] of Object.entries(here)) this.#add("storage", name, JSON.stringify(value));
  }

  #listen() {
    const devTools = this.#devTools;
    devTools.on("Network.requestWillBeSent", (event) => this.#sent(event));
    devTools.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) => this.#headers("request header", headers, requestId));
    devTools.on("Network.responseReceived", ({ requestId, response }) => this.#headers("response header", response.headers, requestId));
    devTools.on("Network.responseReceivedExtraInfo", ({ requestId, headers }) => this.#headers("response header", headers, requestId));
    devTools.on("Network.loadingFinished", ({ requestId }) => this.#finished(requestId));
    devTools.on("Network.loadingFailed", ({ requestId }) => this.#closed(requestId));
    devTools.on("Network.webSocketCreated", ({ requestId, url }) => {
      this.#urls.set(requestId, [url]);
      this.#add("websocket", "url", url, requestId);
    });
    devTools.on("Network.webSocketWillSendHandshakeRequest", ({ requestId, request }) => {
      for (const [name, value] of Object.entries(request.headers)) this.#add("websocket", name.toLowerCase(), value, requestId);
    });
    devTools.on("Network.webSocketFrameSent", ({ requestId, response }) => this.#add("websocket", "frame", response.payloadData, requestId));
    devTools.on("Network.webSocketFrameReceived", ({ requestId, response }) => this.#add("websocket", "frame", response.payloadData, requestId));
    devTools.on("Runtime.consoleAPICalled", ({ args }) => this.#add("console", "", JSON.stringify(args)));
    devTools.on("Runtime.exceptionThrown", ({ exceptionDetails }) => this.#add("console", "", JSON.stringify(exceptionDetails)));
    devTools.on("Log.entryAdded", ({ entry }) => this.#add("console", "", JSON.stringify(entry)));
  }

  /** @param {any} event `Network.requestWillBeSent` */
  #sent({ requestId, request, redirectResponse }) {
    this.#urls.set(requestId, [...(this.#urls.get(requestId) ?? []), request.url]);
    // A preflight ends before the request that it is for, and says nothing of its end where that one is given up.
    if (request.method === "OPTIONS") this.#preflights.add(requestId);
    else this.#open.add(requestId);
    this.#add("url", "", request.url + (request.urlFragment ?? ""), requestId);
    this.#headers("request header", request.headers, requestId);
    if (redirectResponse) this.#headers("response header", redirectResponse.headers, requestId);
    if (request.hasPostData) this.#add("request body", "", request.postData ?? "", requestId);
  }

  /** @param {string} requestId */
  #finished(requestId) {
    if (this.#preflights.has(requestId)) return this.#closed(requestId);
    this.#devTools
      .send("Network.getResponseBody", { requestId })
      .then(({ body, base64Encoded }) => {
        this.#add("response body", "", base64Encoded ? Buffer.from(body, "base64").toString("latin1") : body, requestId);
      })
      .catch((error) => this.unread.push(`${this.#urls.get(requestId)}: ${error.message}`))
      .finally(() => this.#closed(requestId));
  }

  /** @param {string} requestId */
  #closed(requestId) {
    this.#open.delete(requestId);
    this.#changed();
  }

  /** @param {Place} place @param {Record<string, string>} headers @param {string} requestId */
  #headers(place, headers, requestId) {
    for (const [name, value] of Object.entries(headers)) this.#add(place, name.toLowerCase(), value, requestId);
  }

  /** @param {Place} place @param {string} name @param {string} text @param {string} [requestId] */
  #add(place, name, text, requestId = "") {
    const urls = this.#urls;
    // An "extra info" event may come before the one that has the URL.
    this.entries.push({ place, name, text, get urls() { return urls.get(requestId) ?? []; } });
  }
}
