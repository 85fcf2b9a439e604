// The list with lit: a keyed list, and a property for the rows.

import { LitElement, html, unsafeCSS } from "lit";
import { repeat } from "lit/directives/repeat.js";
import css from "./list.css";
import { ago, exactly, load, on } from "./history.js";

class LitHistory extends LitElement {
  static styles = unsafeCSS(css);
  static properties = { customer: {}, rows: { state: true } };

  constructor() {
    super();
    this.rows = [];
  }

  async willUpdate(changed) {
    if (!changed.has("customer")) return;
    this.rows = [];
    this.rows = (await load(this)).data;
  }

  render() {
    return html`<section @click=${this.open}><header>${this.rows.length} conversations</header><ol>${repeat(this.rows, ({ id }) => id, row)}</ol></section>`;
  }

  open({ target }) {
    target.closest("li")?.toggleAttribute("open");
  }
}

const time = (at, text) => html`<time datetime=${at} title=${exactly(at)}>${text}</time>`;
const row = ({ id, subject, status, last_message_at: last, created_at: created }) => html`<li data-id=${id}><button><span class="subject" dir="auto">${subject}</span><span class="status">${status}</span><span class="facts">Last message ${time(last, ago(last))} · Opened ${time(created, on(created))}</span></button></li>`;

customElements.define("lit-history", LitHistory);
