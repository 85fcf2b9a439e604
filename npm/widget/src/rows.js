// The rows: kept by conversation, so that news change what changed and leave the focus, the scroll and open details alone.

import { element, write } from "./dom.js";
import { Row } from "./row.js";

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
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#begun = false;
  }

  /**
   * @param {any[][]} rows
   * @param {{ agent: string, writes: { id: string, kind: string, fault: string }[] }} model
   */
  show(rows, { agent, writes }) {
    const gone = new Set(this.#rows.keys());
    for (const [id] of rows) gone.delete(id);
    for (const id of gone) this.#remove(id);
    let place = this.#list.firstElementChild;
    for (const data of rows) {
      const [id] = data;
      const known = this.#rows.get(id);
      const row = known ?? new Row(this.#words, this.#times);
      row.show(data, agent, writes.filter((write) => write.id === id));
      if (row.element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(row.element, place);
      if (known) continue;
      this.#rows.set(id, row);
      if (this.#begun) row.element.classList.add(place ? "arrived" : "new");
    }
    this.#begun = true;
    this.#filter();
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

  /** Gives the keyboard focus to the first row from `index` on that is shown. @param {any[][]} rows @param {number} index */
  focus(rows, index) {
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

/** @param {string} text */
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
