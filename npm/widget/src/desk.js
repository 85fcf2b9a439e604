// What an agent can do about a conversation: its status, who handles it, a reply or a note.

import css from "./desk.css";
import { button, element, write } from "./dom.js";
import english from "./words/agent.js";

/** One for all widgets of a page. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** From each status to which (api-v1.md section 3). */
const MOVES = { open: ["open", "pending", "closed"], pending: ["open", "pending", "closed"], closed: ["open", "closed"] };

export class Desk {
  #words;
  #status;
  #assignee;
  #text;
  #note;
  #send;
  #trouble;
  #id = "";
  #agent = "";
  /** Of the text as it is: the same for every attempt to send it, so that it arrives once. */
  #key = "";
  #sending = false;
  /** What the selects said last. */
  #chosen = { status: "", assignee: "" };

  /** @param {import("./words.js").Words} words @param {ShadowRoot} root */
  constructor(words, root) {
    this.#words = words;
    words.learn(english);
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    this.#status = element("select", "field status-field");
    this.#assignee = element("select", "field assignee-field");
    this.#text = element("textarea", "field reply-field", { rows: "3", maxlength: "16000", "aria-label": words.say("reply"), placeholder: words.say("reply") });
    this.#note = element("input", "note-field", { type: "checkbox" });
    this.#send = button("send", words.say("send"));
    this.#send.type = "submit";
    this.#trouble = element("p", "write-error", { role: "none" });
    const labelled = (name, field) => element("label", "field-label", {}, element("span", "", {}, words.say(name)), field);
    const note = element("label", "note", {}, this.#note, element("span", "", {}, words.say("note")));
    this.element = element(
      "form",
      "desk",
      {},
      element("div", "fields", {}, labelled("status", this.#status), labelled("assignee", this.#assignee)),
      this.#text,
      element("div", "actions", {}, note, this.#send),
      this.#trouble,
    );
  }

  /** @param {string[]} data @param {string} agent @param {string[][]} writes */
  show([id, , , status, assignee], agent, writes) {
    this.#id = id;
    this.#agent = agent;
    const say = (key) => this.#words.say(key);
    const moves = MOVES[status] ?? [status, "open", "closed"];
    choose(this.#status, moves.map((move) => [move, move in MOVES ? say(move) : move]), status);
    const others = assignee && assignee !== agent ? [[assignee, assignee]] : [];
    choose(this.#assignee, [["", say("unassigned")], [agent, say("you")], ...others], assignee);
    this.#chosen = { status, assignee };

    const under = (kind) => writes.find(([, name]) => name === kind);
    const busy = (kind) => under(kind)?.[2] === "";
    mark(this.#status, busy("status"));
    mark(this.#assignee, busy("assignee"));
    const sending = busy("reply");
    if (this.#sending && !sending && !under("reply")) this.#clear();
    this.#sending = sending;
    this.#text.readOnly = sending;
    mark(this.#send, sending);
    write(this.#send, say(sending ? "sending" : "send"));
    write(this.#trouble, writes.filter(([, , fault]) => fault).map(([, kind, fault]) => say(trouble(kind, fault))).join(" "));
    this.#trouble.hidden = !this.#trouble.textContent;
  }

  #clear() {
    this.#text.value = "";
    this.#note.checked = false;
    this.#key = "";
  }

  /** @param {Event} event @param {(event: string, ...texts: string[]) => void} press */
  heard(event, press) {
    const { target, type } = event;
    if (type === "input" || target === this.#note) this.#key = "";
    if (type === "change") this.#change(target, press);
    if (type !== "submit") return;
    event.preventDefault();
    const text = this.#text.value.trim();
    if (!text) return this.#text.focus();
    if (this.#sending) return;
    this.#key ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
    press("reply", this.#id, text, this.#note.checked ? "1" : "", this.#key);
  }

  /** One change of a field at a time: while it is on its way, another choice is taken back. */
  #change(target, press) {
    const field = { status: this.#status, assignee: this.#assignee };
    const name = Object.keys(field).find((name) => field[name] === target);
    if (!name) return;
    if (target.ariaDisabled === "true") target.value = this.#chosen[name];
    else press(name, this.#id, target.value);
  }
}

/** What is sent to the proxy (proxy.md section 2). @param {string[]} writing kind, text, whether it is a note, key, and who writes */
export function requestOf([kind, text, internal, key, agent]) {
  if (kind === "reply") return { method: "POST", body: JSON.stringify({ author_type: "agent", agent_id: agent, body: text, internal: internal === "1" }), key };
  return { method: "PATCH", body: JSON.stringify(kind === "status" ? { status: text } : { assignee_id: text || null }) };
}

/** Which words say what became of a write. */
function trouble(kind, fault) {
  if (fault === "unknown") return "unknownOutcome";
  if (fault === "expired") return "expiredTitle";
  return kind === "reply" ? "notSent" : "notWritten";
}

/** Sets the options of a select, if they are others, and the chosen one. */
function choose(select, options, value) {
  const same = select.options.length === options.length && options.every(([value, text], index) => select.options[index].value === value && select.options[index].text === text);
  if (!same) select.replaceChildren(...options.map(([value, text]) => element("option", "", { value }, text)));
  if (select.value !== value) select.value = value;
}

/** Never disabled, only marked so: the focus would be lost. */
function mark(field, busy) {
  field.ariaDisabled = busy ? "true" : null;
}
