/**
 * `GET /support-token`: the session token that the widget shows to the proxy. Who it is for comes from the sign-in
 * alone, never from anything the browser can choose.
 */

import { HelpThreadError, sessionTokens } from "@helpthread/node";
import { jsonError, text } from "./response.js";

/** @import { Account } from "./directory.js" */

/**
 * @param {Request} request
 * @param {Account | null} account who is signed in
 * @param {string} sessionSecret
 */
export function supportToken(request, account, sessionSecret) {
  const site = request.headers.get("Sec-Fetch-Site");
  if (site !== null && site !== "same-origin") {
    return jsonError(403, "cross_site", "Session tokens are given to pages of this dashboard only.");
  }
  if (!account) return jsonError(401, "signed_out", "Sign in to see support history.");
  try {
    return text(mint(account, sessionSecret));
  } catch (error) {
    if (!(error instanceof HelpThreadError)) throw error;
    console.error(JSON.stringify({ event: "support_token_failed", code: error.code }));
    return jsonError(503, "misconfigured", "Support history is not available for this account.");
  }
}

/**
 * A manager's token can read and nothing else, since these pages offer nothing else.
 *
 * @param {Account} account
 * @param {string} sessionSecret
 */
function mint(account, sessionSecret) {
  return account.role === "manager"
    ? sessionTokens.create({ role: "agent", agentId: account.id, scope: "conversations:read" }, sessionSecret)
    : sessionTokens.create({ role: "customer", customerId: account.id }, sessionSecret);
}
