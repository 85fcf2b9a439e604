/**
 * The signing operations of crates/sdk by their names. One wasm function does everything, told by a letter what (crates/sdk/src/lib.rs
 * says why); a refusal comes back as a letter too, and is thrown as the error that it stands for.
 */

import { call } from "helpthread:core";
import { refused } from "./error.js";

const ENCODER = new TextEncoder();
const NOTHING = new Uint8Array();

/** Codes and messages in the order of crates/sdk/src/refusal.rs. No message repeats a value: it may be a secret in the wrong place. */
const REFUSALS = [
  ["invalid_argument", "The module is another one: initialize takes @helpthread/node/core.wasm of this very version."],
  ["secret_missing", "The secret is empty. Is the environment variable that holds it set?"],
  ["webhook_invalid_id", "webhook-id must be 1 to 256 visible ASCII characters without a full stop."],
  ["webhook_invalid_timestamp", "webhook-timestamp must be unix seconds in 1 to 12 digits."],
  ["webhook_no_signature", "webhook-signature holds no v1 signature: is this a delivery of HelpThread?"],
  [
    "webhook_signature_mismatch",
    "No signature matches. Pass the body's raw bytes, and the signing secret of this webhook; explain() looks further.",
  ],
  [
    "webhook_timestamp_out_of_range",
    "The signature is right, but too old or from the future: sync the clock with NTP, or it is a replay.",
  ],
];

/**
 * Has the module do one operation.
 *
 * @param {string} operation its letter
 * @param {readonly (string | Uint8Array)[]} fields secrets as bytes, which are the caller's to wipe
 * @param {Uint8Array} [body]
 * @param {number} [now] unix seconds
 * @param {number} [seconds] a lifetime or a tolerance
 * @param {readonly (readonly string[])[]} [refusals] those that follow the ones above
 * @returns {string}
 */
export function ask(operation, fields, body = NOTHING, now = 0, seconds = 0, refusals = []) {
  const packed = pack(fields);
  try {
    const answer = String.fromCharCode.apply(null, call(operation.charCodeAt(0), packed, body, now, seconds));
    if (answer[0] !== "!") return answer;
    const number = answer.charCodeAt(1) - 97;
    const [code, message] = REFUSALS[number] ?? refusals[number - REFUSALS.length];
    throw refused(code, message);
  } finally {
    packed.fill(0);
  }
}

/** One field after the other, before each its length in four bytes, as crates/sdk/src/fields.rs reads them. */
function pack(fields) {
  const packed = new Uint8Array(fields.reduce((sum, { length }) => sum + 4 + 3 * length, 0)); // no character has more bytes
  let end = 0;
  for (const field of fields) {
    const start = end + 4;
    end = start + (typeof field === "string" ? write(field, packed, start) : (packed.set(field, start), field.length));
    for (let length = end - start, byte = start - 4; byte < start; byte += 1, length >>= 8) packed[byte] = length;
  }
  return packed.subarray(0, end);
}

/** Writes a text as UTF-8, and gives its length. Most are short and ASCII, for which an encoder takes longer to call than to encode. */
function write(text, packed, start) {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return ENCODER.encodeInto(text, packed.subarray(start)).written;
    packed[start + index] = code;
  }
  return text.length;
}

/**
 * @param {Uint8Array} secret
 * @param {Uint8Array} body
 */
export const sign = (secret, body) => ask("s", [secret], body);

/**
 * @param {readonly [string, string, string]} headers id, timestamp and signature
 * @param {Uint8Array} body
 * @param {readonly Uint8Array[]} secrets
 * @param {number} now
 * @param {number} tolerance
 */
export const verifyWebhook = (headers, body, secrets, now, tolerance) => ask("v", [...headers, ...secrets], body, now, tolerance);

/**
 * @param {string} id
 * @param {number} timestamp
 * @param {Uint8Array} body
 * @param {Uint8Array} secret
 */
export const signWebhook = (id, timestamp, body, secret) => ask("w", [id, secret], body, timestamp);
