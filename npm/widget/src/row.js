// One conversation: its summary, its details once somebody opens them, and for an agent what she can do about it.

import { Desk } from "./desk.js";
import { element, write } from "./dom.js";
import { rfc3339 } from "./times.js";

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
  /** @type {Desk | undefined} */
  #desk;
  #agent = "";
  #writes = [];
  /** `[id, customer, subject, status, assignee, created, updated, last message]` @type {any[]} */
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

  /** @param {any[]} data @param {string} agent who may write, or "" @param {any[]} writes what is being written, or could not be */
  show(data, agent, writes) {
    this.#agent = agent;
    this.#writes = writes;
    if (String(data) !== String(this.data)) this.#fill(data);
    this.element.classList.toggle("troubled", writes.some(({ fault }) => fault));
    this.#desk?.show(data, agent, writes);
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

  /** The exact time of a `<time>`, for programs and for whoever points at it. */
  #stamp(node, at, text) {
    write(node, text);
    const exact = rfc3339(at);
    if (node.dateTime === exact) return;
    node.dateTime = exact;
    node.title = this.#times.minute(at);
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
    if (this.#agent) {
      this.#desk = new Desk(this.#words);
      this.#desk.show(this.data, this.#agent, this.#writes);
      this.#details.append(this.#desk.element);
    }
    this.element.append(this.#details);
  }

  #fillDetails() {
    if (!this.#details) return;
    const [, , , , , created, updated, lastMessage] = this.data;
    [created, lastMessage, updated].forEach((at, index) => {
      write(this.#moments[index], this.#times.minute(at));
      this.#moments[index].dateTime = rfc3339(at);
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
