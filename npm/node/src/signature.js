/** Signatures of request bodies: from node:crypto where that exists and is faster, and from wasm everywhere else. */

import { bodyBytes, secretText } from "./arguments.js";
import * as core from "./core.js";
import { started } from "./start.js";

/** From how many bytes of body on node:crypto is faster (bench/README.md, "The SDK"): on Deno every call into it costs some 5 µs. */
const CROSSOVER = "Deno" in globalThis ? 512 : 0;

/** No text of at most so many characters has too many bytes, for a secret and for a body: it need not be encoded to be sure. */
const SHORT_SECRET = 1024;
const SHORT_BODY = 65_536;

/** @type {undefined | null | { createHmac: Function }} */
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
  const usual = typeof secret === "string" && secret.length > 0 && secret.length <= SHORT_SECRET;
  // Nothing works before the module is there, on any platform: it would be missed on the one that needs it.
  const crypto = started && usual && body?.length >= CROSSOVER ? nativeCrypto() : null;
  if (!crypto) return core.sign(secretText(secret, "secret"), bodyBytes(body));
  const data = typeof body === "string" && body.length <= SHORT_BODY ? body : bodyBytes(body);
  // The secret as text: Node 24 takes 8 µs longer for a key that comes as bytes.
  return `sha256=${crypto.createHmac("sha256", secret).update(data).digest("hex")}`;
}
