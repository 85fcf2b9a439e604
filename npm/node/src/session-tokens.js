/** Session tokens for the proxy (proxy.md section 1): options in, a short-lived JWT out. */

import { invalid, optionalText, optionsObject, secretText, text, wholeSeconds } from "./arguments.js";
import * as core from "./core-client.js";

/** Long enough not to bother the host's back end, short enough for a token that leaks (proxy.md section 1). */
const DEFAULT_LIFETIME = 600;

export const sessionTokens = Object.freeze({
  /**
   * @param {import("./index.js").SessionTokenOptions} options
   * @param {string} sessionSecret
   */
  create(options, sessionSecret) {
    const { mint, id, lifetime, scope, origin } = readOptions(options);
    const now = Math.floor(Date.now() / 1000);
    return mint(id, now, lifetime, scope, origin, secretText(sessionSecret, "sessionSecret"));
  },
});

/** What each role calls its id, and which function mints for it. */
const ROLES = {
  customer: { idName: "customerId", mint: core.customerToken },
  agent: { idName: "agentId", mint: core.agentToken },
};

/**
 * Reads every option once, so that what is checked is what is used.
 *
 * @param {unknown} options
 */
function readOptions(options) {
  const role = options === null || options === undefined ? undefined : /** @type {{ role?: unknown }} */ (options).role;
  if (role !== "customer" && role !== "agent") {
    throw invalid('role must be "customer" with a customerId, or "agent" with an agentId.');
  }
  const { idName, mint } = ROLES[role];
  const read = optionsObject(options, ["role", idName, "expiresIn", "scope", "origin"]);
  const { expiresIn = DEFAULT_LIFETIME, scope, origin } = read;
  return {
    mint,
    id: text(read[idName], idName),
    lifetime: wholeSeconds(expiresIn),
    scope: optionalText(scope, "scope"),
    origin: optionalText(origin, "origin"),
  };
}
