/** Secrets on their way to Rust: bytes that are wiped afterwards. (Rust wipes its own; the string is the engine's.) */

import { secretBytes } from "./arguments.js";

/**
 * Hands over the secret's bytes, and wipes the copy afterwards.
 *
 * @template Result
 * @param {unknown} secret
 * @param {string} name
 * @param {(bytes: Uint8Array) => Result} use
 * @returns {Result}
 */
export function withSecret(secret, name, use) {
  const bytes = secretBytes(secret, name);
  try {
    return use(bytes);
  } finally {
    bytes.fill(0);
  }
}
