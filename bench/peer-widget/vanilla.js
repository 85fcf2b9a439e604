// The list by hand: a template that is cloned for each row, and one fragment.

import css from "./list.css";
import { ago, exactly, load, on } from "./history.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
const template = document.createElement("template");
template.innerHTML = `<li><button><span class="subject" dir="auto"></span><span class="status"></span><span class="facts">Last message <time></time> · Opened <time></time></span></button></li>`;

class VanillaHistory extends HTMLElement {
  static observedAttributes = ["customer"];
  #list = document.createElement("ol");

  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const section = document.createElement("section");
    section.append(document.createElement("header"), this.#list);
    section.addEventListener("click", ({ target }) => target.closest("li")?.toggleAttribute("open"));
    root.append(section);
    this.#show();
  }

  attributeChangedCallback() {
    if (this.shadowRoot) this.#show();
  }

  async #show() {
    this.#list.replaceChildren();
    const { data } = await load(this);
    const rows = new DocumentFragment();
    for (const conversation of data) rows.append(row(conversation));
    this.#list.replaceChildren(rows);
    this.shadowRoot.querySelector("header").textContent = `${data.length} conversations`;
  }
}

function row({ id, subject, status, last_message_at: last, created_at: created }) {
  const made = template.content.firstElementChild.cloneNode(true);
  made.dataset.id = id;
  const [title, state, facts] = made.firstChild.children;
  title.textContent = subject;
  state.textContent = status;
  const [said, opened] = facts.children;
  stamp(said, last, ago(last));
  stamp(opened, created, on(created));
  return made;
}

function stamp(node, time, text) {
  node.dateTime = time;
  node.title = exactly(time);
  node.textContent = text;
}

customElements.define("vanilla-history", VanillaHistory);
