// Above the rows: the status filter, the search in loaded rows, how many there are, whether they are live.

import { element, unseen, write } from "./dom.js";

const CHOICES = { "": "all", open: "open", pending: "pending", closed: "closed" };

export class Toolbar {
  #words;
  #choices = [];
  #search;
  #count = element("span", "count-text");
  #live;

  constructor(words) {
    this.#words = words;
    // Native radio buttons drawn as one segmented control, so the keyboard works as it does everywhere. Their group is the
    // shadow tree's: two widgets on a page do not share one.
    const options = Object.entries(CHOICES).map(([value, name]) => {
      const input = element("input", "", { type: "radio", name: "status", value });
      this.#choices.push(input);
      return element("label", "filter-option", {}, input, element("span", "", {}, words.say(name)));
    });
    const filter = element("fieldset", "filter", {}, unseen("legend", words.say("filterLabel")), ...options);
    const label = words.say("search");
    this.#search = element("input", "search", { type: "search", "aria-label": label, placeholder: label });
    this.#live = element("span", "live", { title: words.say("live") });
    // The live region says the same when it changes.
    const count = element("p", "count", { "aria-hidden": "true" }, this.#live, this.#count);
    this.element = element("div", "toolbar", {}, filter, this.#search, count);
  }

  /** Chromium keeps radio buttons that leave a shadow tree in that tree's group, and with them all that is around them. */
  end() {
    for (const input of this.#choices) input.removeAttribute("name");
  }

  /** @param {any} model @param {string} count @param {boolean} searchable whether there is enough to search in */
  show({ filter, line, online, state }, count, searchable) {
    for (const input of this.#choices) input.checked = input.value === filter;
    write(this.#count, count);
    this.#live.hidden = line !== "open" || !online;
    const wanted = (searchable && state === "ready") || this.#search.value !== "";
    if (this.#search.hidden === wanted) this.#search.hidden = !wanted;
  }
}
