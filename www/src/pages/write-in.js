/**
 * The sandbox's panel: a customer writes in. assets/write-in.js sends it without leaving the page, so that one sees the row
 * arrive; without script the page comes back with the row in it.
 */

import { exampleCustomers } from "../example-customers.js";
import { html } from "../html.js";
import { nextSample } from "../sample-messages.js";

/** @import { Customer, Directory } from "../directory.js" */
/** @import { Sandbox } from "../settings.js" */

/** @param {Sandbox | null} sandbox */
export function writeInScript(sandbox) {
  return sandbox ? html`<script type="module" src="/write-in.js"></script>` : null;
}

/**
 * @param {object} panel
 * @param {number} panel.now unix seconds
 * @param {string} panel.back the page to come back to
 * @param {Directory} [panel.customers] who can be chosen
 * @param {Customer} [panel.customer] or the only one
 */
export function writeIn({ now, back, customers, customer }) {
  const { subject, body } = nextSample(now);
  return html`
      <details class="card write-in" id="write-in">
        <summary>Let a customer write in <span class="badge">Sandbox</span></summary>
        <form method="post" action="/sandbox/write-in">
          <p class="note">${customer ? html`As <bdi>${customer.name}</bdi>, through` : "Through"} API, webhook, proxy and socket, as in production: the row arrives by itself.</p>
          <input type="hidden" name="back" value="${back}">
          ${customer ? html`<input type="hidden" name="customer" value="${customer.id}">` : customers && chooseCustomer(customers)}
          <div class="field">
            <label for="write-in-subject">Subject</label>
            <input id="write-in-subject" name="subject" required maxlength="200" value="${subject}" autocomplete="off" dir="auto">
          </div>
          <div class="field">
            <label for="write-in-body">Message</label>
            <textarea id="write-in-body" name="body" rows="3" required maxlength="4000">${body}</textarea>
          </div>
          <div class="write-in-end">
            <button class="button primary" id="write-in-send">Write in</button>
            <p class="note" id="write-in-said" role="status"></p>
          </div>
        </form>
      </details>`;
}

/** @param {Directory} directory */
function chooseCustomer(directory) {
  return html`<div class="field">
            <label for="write-in-customer">Customer</label>
            <select id="write-in-customer" name="customer">${exampleCustomers(directory).map(
              ({ customer: { id, name, company } }) => html`<option value="${id}">${name}, ${company}</option>`,
            )}</select>
          </div>`;
}
