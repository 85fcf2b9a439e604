/**
 * The signing operations of crates/sdk by their names. One wasm function does everything, told by a letter what (crates/sdk/src/lib.rs
 * says why); a refusal comes back as a number, and is thrown as the error that it stands for.
 */

import { refused } from "./error.js";
import { call } from "./start.js";

/** Codes and messages in the order of crates/sdk/src/refusal.rs. No message repeats a value: it may be a secret in the wrong place. */
const REFUSALS = [
  ["invalid_argument", "The wasm module is not of this version."],
  ["secret_missing", "The secret is empty. Is the environment variable that holds it set?"],
  ["invalid_argument", "The secret is longer than any secret."],
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
 * @param {(string | Uint8Array)[]} fields
 * @param {number} [now] unix seconds
 * @param {number} [seconds] a lifetime or a tolerance
 * @param {readonly (readonly string[])[]} [refusals] those that follow the ones above
 * @returns {string}
 */
export function ask(operation, fields, now = 0, seconds = 0, refusals = []) {
  const answer = call(operation, fields, now, seconds);
  if (typeof answer === "string") return answer;
  const [code, message] = [...REFUSALS, ...refusals][answer - 1];
  throw refused(code, message);
}

/**
 * @param {string} secret
 * @param {Uint8Array} body
 */
export const sign = (secret, body) => ask("s", [secret, body]);

/**
 * @param {readonly [string, string, string]} headers id, timestamp and signature
 * @param {Uint8Array} body
 * @param {readonly string[]} secrets
 * @param {number} now
 * @param {number} tolerance
 */
export const verifyWebhook = (headers, body, secrets, now, tolerance) =>
  ask("v", [...headers, ...secrets.flatMap((secret) => [secret, body])], now, tolerance);

/**
 * @param {string} id
 * @param {string} timestamp
 * @param {Uint8Array} body
 * @param {string} secret
 */
export const signWebhook = (id, timestamp, body, secret) => ask("w", [id, timestamp, secret, body]);
