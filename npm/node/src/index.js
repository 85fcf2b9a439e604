/**
 * `@helpthread/node`: what integrators call. Types and documentation are in index.d.ts.
 *
 * Each entry (entry-*.js) instantiates the wasm module in its platform's way; from then on all of them are this file.
 */

import * as core from "helpthread:core";
import { bodyBytes, optionalText, optionsObject, secretBytes, text, wholeSeconds } from "./arguments.js";
import { HelpThreadError } from "./error.js";

export { HelpThreadError };

/** Long enough not to bother the host's back end, short enough for a token that leaks (proxy.md section 1). */
const DEFAULT_LIFETIME = 600;

/**
 * @param {string} secret
 * @param {string | Uint8Array} body
 */
export function sign(secret, body) {
  const bytes = bodyBytes(body);
  return withSecret(secret, "secret", (key) => core.sign(key, bytes));
}

export const sessionTokens = Object.freeze({
  /**
   * @param {import("./index.js").SessionTokenOptions} options
   * @param {string} sessionSecret
   */
  create(options, sessionSecret) {
    const { mint, id, lifetime, scope, origin } = readOptions(options);
    const now = Math.floor(Date.now() / 1000);
    return withSecret(sessionSecret, "sessionSecret", (key) => mint(id, now, lifetime, scope, origin, key));
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
    throw new HelpThreadError(
      "invalid_argument",
      'role must be "customer" with a customerId, or "agent" with an agentId.',
    );
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

/**
 * Hands over the secret's bytes, and wipes the copy afterwards. (Rust wipes its own; the string is the engine's.)
 *
 * @param {unknown} secret
 * @param {string} name
 * @param {(bytes: Uint8Array) => string} use
 */
function withSecret(secret, name, use) {
  const bytes = secretBytes(secret, name);
  try {
    return use(bytes);
  } finally {
    bytes.fill(0);
  }
}
