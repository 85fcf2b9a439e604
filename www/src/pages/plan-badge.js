/** A customer's plan as a small label; the plans the style sheet knows have a colour of their own. */

import { html } from "../html.js";

const COLOURED = ["starter", "team", "business", "enterprise"];

/** @param {string} plan */
export function planBadge(plan) {
  const known = COLOURED.find((name) => name === plan.toLowerCase());
  return html`<span class="badge ${known ? `badge-${known}` : ""}">${plan}</span>`;
}
