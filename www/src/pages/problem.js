/**
 * The pages nobody wants to see: each says what happened and where to go on.
 */

import { html } from "../html.js";
import { page } from "../response.js";
import { layout } from "./layout.js";

/** @import { Account } from "../directory.js" */
/** @import { Markup } from "../html.js" */

/** @param {Account | null} account */
export function notFound(account) {
  const detail = "The link may be old, or a letter of it got lost.";
  return problem(404, { account, title: "Nothing at this address", detail });
}

/** @param {Account | null} account */
export function forbidden(account) {
  const detail = account
    ? "This page belongs to the account managers. Your own account is one click away."
    : "This form was not sent from a page of this dashboard. Please go back to it and try again.";
  return problem(403, { account, title: "Not for this account", detail });
}

/** @param {string[]} methods */
export function methodNotAllowed(methods) {
  const detail = "This address does not answer that kind of request.";
  const response = problem(405, { account: null, title: "Not like this", detail });
  const allowed = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  response.headers.set("Allow", allowed.join(", "));
  return response;
}

/** @param {string[]} settings what is missing or wrong, never a value */
export function notConfigured(settings) {
  const detail = html`These settings of the dashboard are missing or cannot be used:`;
  const list = html`<ul class="problem-list">${settings.map((setting) => html`<li><code>${setting}</code></li>`)}</ul>`;
  return problem(503, { account: null, title: "Almost there", detail, list });
}

export function unexpected() {
  return problem(500, {
    account: null,
    title: "That went wrong",
    detail: "It is on us. Please try again in a moment.",
  });
}

/**
 * @param {number} status
 * @param {{ account: Account | null, title: string, detail: Markup | string, list?: Markup }} what
 */
function problem(status, { account, title, detail, list }) {
  const main = html`
<div class="problem">
  <p class="problem-status" aria-hidden="true">${status}</p>
  <h1>${title}</h1>
  <p class="lead">${detail}</p>
  ${list}
  ${status === 503 ? null : html`<a class="button primary" href="/">Back to the start</a>`}
</div>`;
  return page(layout({ title, account, main }), status);
}
