/** Signatures of request bodies: in wasm, and from a few KB on in node:crypto where that exists, because it is faster there. */

import { bodyBytes } from "./arguments.js";
import * as core from "./core.js";
import { withSecret } from "./secrets.js";

/** Measured: below it a call into node:crypto costs more than the hashing. */
const CROSSOVER_BYTES = 3072;

/** @type {null | undefined | { createHmac: Function }} */
let native;

/** Node's own module without an import, which bundlers and Workers would trip over. */
function nativeCrypto() {
  if (native === undefined) native = globalThis.process?.getBuiltinModule?.("crypto") ?? null;
  return native;
}

/**
 * @param {string} secret
 * @param {string | Uint8Array} body
 */
export function sign(secret, body) {
  const bytes = bodyBytes(body);
  return withSecret(secret, "secret", (key) => {
    const crypto = bytes.length >= CROSSOVER_BYTES && key.length > 0 ? nativeCrypto() : null;
    return crypto ? `sha256=${crypto.createHmac("sha256", key).update(bytes).digest("hex")}` : core.sign(key, bytes);
  });
}
