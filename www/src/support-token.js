/**
 * `GET /support-token`: the session token that the widget shows to the proxy. Who it is for comes from the sign-in
 * alone, never from anything the browser can choose.
 *
 * `GET /playground/token`: the same for the playground, where an account manager, who may read every customer's
 * conversations, looks at them with a customer's eyes.
 */

import { HelpThreadError, sessionTokens } from "@helpthread/node";
import { jsonError, text } from "./response.js";

/** @import { Account, Directory, ManagerAccount } from "./directory.js" */

/** Seconds that the inbox's own token lives: as long as one page takes. */
const ONE_PAGE = 60;

/**
 * @param {Request} request
 * @param {Account | null} account who is signed in
 * @param {string} sessionSecret
 */
export function supportToken(request, account, sessionSecret) {
  if (isForeign(request)) return foreign();
  if (!account) return signedOut();
  if (account.role === "customer") return give(() => customerToken(account.id, sessionSecret));
  // Where a page only shows the history, it asks for a token that can do no more.
  const readOnly = new URL(request.url).searchParams.get("access") === "read";
  return give(() => sessionTokens.create({ role: "agent", agentId: account.id, ...(readOnly ? READ : {}) }, sessionSecret));
}

/**
 * @param {Request} request
 * @param {ManagerAccount} account
 * @param {Directory} directory
 * @param {string} sessionSecret
 */
export function playgroundToken(request, account, directory, sessionSecret) {
  if (isForeign(request)) return foreign();
  const { searchParams } = new URL(request.url);
  if (searchParams.get("role") === "customer") {
    const customer = directory.customer(searchParams.get("customer") ?? "");
    if (!customer) return jsonError(404, "customer_not_found", "The dashboard has no such customer.");
    return give(() => customerToken(customer.id, sessionSecret));
  }
  return give(() => sessionTokens.create({ role: "agent", agentId: account.id }, sessionSecret));
}

/**
 * What the inbox shows to the proxy, from this Worker and not from a browser.
 *
 * @param {string} agentId
 * @param {string} sessionSecret
 */
export function agentToken(agentId, sessionSecret) {
  return sessionTokens.create({ role: "agent", agentId, expiresIn: ONE_PAGE }, sessionSecret);
}

export function signedOut() {
  return jsonError(401, "signed_out", "Sign in to see support history.");
}

/** @type {{ scope: "conversations:read" }} */
const READ = { scope: "conversations:read" };

/**
 * @param {string} customerId
 * @param {string} sessionSecret
 */
const customerToken = (customerId, sessionSecret) => sessionTokens.create({ role: "customer", customerId }, sessionSecret);

/** @param {Request} request */
function isForeign(request) {
  const site = request.headers.get("Sec-Fetch-Site");
  return site !== null && site !== "same-origin";
}

function foreign() {
  return jsonError(403, "cross_site", "Session tokens are given to pages of this dashboard only.");
}

/** @param {() => string} mint */
function give(mint) {
  try {
    return text(mint());
  } catch (error) {
    if (!(error instanceof HelpThreadError)) throw error;
    console.error(JSON.stringify({ event: "support_token_failed", code: error.code }));
    return jsonError(503, "misconfigured", "Support history is not available for this account.");
  }
}
