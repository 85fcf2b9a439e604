/**
 * The three lines with which a page shows a customer's support history (widget.md): the element with its endpoint and
 * customer, the proxy's script that defines it, and ours that gives it tokens.
 */

import { html } from "../html.js";

/** @param {string} proxyOrigin */
export function historyScripts(proxyOrigin) {
  return html`<script type="module" src="/support.js"></script>
<script type="module" src="${proxyOrigin}/widget/history.js"></script>`;
}

/**
 * @param {string} customerId
 * @param {string} proxyOrigin
 * @param {{ access?: "read", density?: "compact" }} [how] `read` where the page has controls of its own
 */
export function supportHistory(customerId, proxyOrigin, { access, density } = {}) {
  const more = [access && html` data-access="${access}"`, density && html` density="${density}"`];
  return html`<helpthread-history endpoint="${proxyOrigin}" customer="${customerId}"${more}>
        <div class="history-fallback">
          <p class="history-state">Loading support history…</p>
          <noscript><p>Support history needs JavaScript.</p></noscript>
        </div>
      </helpthread-history>`;
}
