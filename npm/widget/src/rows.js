// The rows: kept by conversation, so that news change what changed and leave the focus, the scroll and open details alone. No task makes
// more of them than one page of the API has: what is beyond follows in tasks of its own, so that the page stays responsive.

import { element, write } from "./dom.js";
import { Row } from "./row.js";

/** The most rows that one task makes. */
const SLICE = 100;

/** Who may write, or "", and with what, once it has been fetched. @typedef {{ agent: string, Desk?: typeof import("./desk.js").Desk }} Session */

export class Rows {
  #words;
  #times;
  /** @type {Map<string, Row>} */
  #rows = new Map();
  #list;
  #noMatch;
  #search = [];
  /** Whether rows have been shown before: only what comes later moves in. */
  #begun = false;
  /** What is left to be done, at most one thing. @type {Generator | undefined} */
  #work;

  constructor(words, times) {
    this.#words = words;
    this.#times = times;
    // Safari forgets that a list without markers is a list.
    this.#list = element("ol", "list", { role: "list" });
    this.#noMatch = element("p", "no-match", {}, words.say("noMatch"));
    this.#noMatch.hidden = true;
    this.element = element("div", "", {}, this.#list, this.#noMatch);
  }

  clear() {
    this.stop();
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#begun = false;
  }

  /**
   * @param {string[][]} rows
   * @param {Session} session
   * @param {string[][]} writes of each its conversation, kind and fault
   */
  show(rows, session, writes) {
    const gone = new Set(this.#rows.keys());
    for (const [id] of rows) gone.delete(id);
    for (const id of gone) this.#remove(id);
    this.#work = this.#arrange(rows, session, writes);
    this.#goOn(this.#work);
  }

  /** Leaves undone what is left to be done. */
  stop() {
    this.#work = undefined;
  }

  /** Works until a slice is done; the rest is work of a later task, unless there is other work by then. @param {Generator} work */
  #goOn(work) {
    if (work !== this.#work) return;
    if (work.next().done) this.stop();
    else inTaskOfItsOwn(() => this.#goOn(work));
    this.#filter();
  }

  /** Makes what is left of the rows now: somebody needs them all. */
  #finish() {
    while (this.#work && !this.#work.next().done);
    this.stop();
  }

  *#arrange(rows, session, writes) {
    let place = this.#list.firstElementChild;
    let made = 0;
    for (const data of rows) {
      const [id] = data;
      const known = this.#rows.get(id);
      if (!known && ++made % SLICE === 1 && made > 1) yield;
      const row = known ?? new Row(this.#words, this.#times);
      row.show(data, session, writes.filter(([conversation]) => conversation === id));
      if (row.element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(row.element, place);
      if (known) continue;
      this.#rows.set(id, row);
      if (this.#begun) row.element.classList.add(place ? "arrived" : "new");
    }
    this.#begun = true;
  }

  /** The focus of a row that goes moves to its neighbour. */
  #remove(id) {
    const { element: row } = this.#rows.get(id);
    const focused = row.getRootNode().activeElement;
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    if (focused && row.contains(focused)) neighbour?.querySelector(".summary").focus();
    row.remove();
    this.#rows.delete(id);
  }

  /** Shows only rows in which every one of these words is; how many. Accents and case do not matter. @param {string} text */
  search(text) {
    this.#finish();
    this.#search = fold(text).split(/\s+/).filter(Boolean);
    return this.#filter();
  }

  #filter() {
    let count = 0;
    for (const row of this.#rows.values()) {
      const text = this.#search.length > 0 ? fold(row.text) : "";
      const matches = this.#search.every((word) => text.includes(word));
      if (row.element.hidden === matches) row.element.hidden = !matches;
      if (matches) count += 1;
    }
    this.#noMatch.hidden = count > 0 || this.#rows.size === 0;
    return count;
  }

  /** Gives the keyboard focus to the first row from `index` on that is shown. @param {string[][]} rows @param {number} index */
  focus(rows, index) {
    this.#finish();
    const shown = rows.slice(index).map(([id]) => this.#rows.get(id)).find((row) => row && !row.element.hidden);
    shown?.focus();
  }

  /** @param {Element} target */
  rowOf(target) {
    const id = target.closest(".row")?.getAttribute("data-id");
    return id ? this.#rows.get(id) : undefined;
  }

  tick() {
    for (const row of this.#rows.values()) row.tick();
  }
}

/** Unlike a timer's, such tasks are not made to wait by the browser. @param {() => void} work */
function inTaskOfItsOwn(work) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    work();
  };
  port2.postMessage(0);
}

/** @param {string} text */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
