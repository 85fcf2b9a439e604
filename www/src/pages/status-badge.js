/** A conversation's status as a small label. A status that we do not know yet is shown as it came. */

import { html } from "../html.js";
import { STATUSES } from "../inbox-place.js";

/** @param {string} status */
export function statusBadge(status) {
  const known = STATUSES.includes(status);
  return html`<span class="status ${known ? `status-${status}` : ""}">${known ? capital(status) : status}</span>`;
}

/** @param {string} word */
export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
