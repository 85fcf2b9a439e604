// One conversation: its summary, its details once somebody opens them, and for an agent what she can do about it.

import { element, write } from "./dom.js";

const KNOWN = ["open", "pending", "closed"];

/** A row without a conversation, to be cloned. @type {WeakMap<object, HTMLElement>} */
const templates = new WeakMap();

export class Row {
  #words;
  #times;
  #summary;
  #subject;
  #status;
  #time;
  #opened;
  #details;
  #moments = [];
  /** @type {import("./desk.js").Desk | undefined} */
  #desk;
  /** @type {import("./rows.js").Session} */
  #session;
  #writes = [];
  /** `[id, customer, subject, status, assignee, created, updated, last message]` @type {string[]} */
  data = [];

  constructor(words, times) {
    this.#words = words;
    this.#times = times;
    if (!templates.has(words)) templates.set(words, template(words));
    this.element = /** @type {HTMLElement} */ (templates.get(words).cloneNode(true));
    this.#summary = /** @type {HTMLElement} */ (this.element.firstChild);
    const [subject, status, facts] = /** @type {any} */ (this.#summary.children);
    this.#subject = subject;
    this.#status = status;
    const [last, opened] = facts.firstChild.children;
    this.#time = last.lastChild;
    this.#opened = opened.lastChild;
  }

  /** What the search looks in. */
  get text() {
    return `${this.#subject.textContent} ${this.data[0]}`;
  }

  /** @param {string[]} data @param {import("./rows.js").Session} session @param {string[][]} writes what is being written, or could not be */
  show(data, session, writes) {
    this.#session = session;
    this.#writes = writes;
    if (data !== this.data && String(data) !== String(this.data)) this.#fill(data);
    this.element.classList.toggle("troubled", writes.some(([, , fault]) => fault));
    this.#showDesk();
  }

  #fill(data) {
    const [id, , subject, status, , created, , lastMessage] = (this.data = data);
    this.element.setAttribute("data-id", id);
    write(this.#subject, subject.trim() || this.#words.say("noSubject"));
    const known = KNOWN.includes(status);
    write(this.#status, known ? this.#words.say(status) : status);
    const name = known ? status : "other";
    this.#status.className = `status ${name}`;
    this.#status.setAttribute("part", `status status-${name}`);
    this.#stamp(this.#time, lastMessage, this.#times.relative(lastMessage));
    this.#stamp(this.#opened, created, this.#times.day(created));
    this.#fillDetails();
  }

  /** The exact time of a `<time>` is there for programs; whoever points at it is told by `tell`. */
  #stamp(node, at, text) {
    write(node, text);
    if (node.dateTime === at) return;
    node.dateTime = at;
    node.removeAttribute("title");
  }

  /** To format the exact times of 1,000 rows takes longer than to make the rows. @param {HTMLElement} target what is pointed at */
  tell(target) {
    if (target === this.#time || target === this.#opened) target.title ||= this.#times.minute(target.dateTime);
  }

  tick() {
    write(this.#time, this.#times.relative(this.data[7]));
  }

  focus() {
    this.#summary.focus();
  }

  /** Opens or closes the details. */
  toggle() {
    if (this.#details) {
      this.#details.remove();
      this.#details = this.#desk = undefined;
    } else this.#open();
    this.#summary.ariaExpanded = String(Boolean(this.#details));
  }

  #open() {
    const list = element("dl", "facts-list");
    const detail = (name, value) => list.append(element("dt", "detail-name", {}, this.#words.say(name)), element("dd", "detail-value", {}, value));
    this.#moments = ["opened", "lastMessage", "updated"].map((name) => {
      const time = element("time", "moment");
      detail(name, time);
      return time;
    });
    detail("reference", element("code", "reference", {}, this.data[0]));
    this.#details = element("div", "details", {}, list);
    this.#fillDetails();
    this.element.append(this.#details);
    this.#showDesk();
  }

  /** What an agent can do is there once the row is open and her part has been fetched. */
  #showDesk() {
    const { agent, Desk } = this.#session;
    if (this.#details && agent && Desk && !this.#desk) {
      this.#desk = new Desk(this.#words, /** @type {ShadowRoot} */ (this.element.getRootNode()));
      this.#details.append(this.#desk.element);
    }
    this.#desk?.show(this.data, agent, this.#writes);
  }

  #fillDetails() {
    if (!this.#details) return;
    const [, , , , , created, updated, lastMessage] = this.data;
    [created, lastMessage, updated].forEach((at, index) => {
      write(this.#moments[index], this.#times.minute(at));
      this.#moments[index].dateTime = at;
    });
  }

  /** Something happened in the details. @param {Event} event @param {(event: string, ...texts: string[]) => void} press */
  heard(event, press) {
    this.#desk?.heard(event, press);
  }
}

function template(words) {
  // The subject is in the customer's language, whatever the page's direction is.
  const subject = element("span", "subject", { dir: "auto" });
  const fact = (name, time) => element("span", "fact", {}, `${words.say(name)} `, element("time", time));
  const line = element("span", "", {}, fact("lastMessage", "time"), fact("opened", "opened"));
  const summary = element("button", "summary", { type: "button", "aria-expanded": "false" }, subject, element("span", "status"), element("span", "facts", {}, line));
  return element("li", "row", {}, summary);
}
