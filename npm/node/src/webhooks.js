/** Deliveries of webhooks (api-v1.md section 7): checked over the raw bytes first, read afterwards. */

import { bodyBytes, invalid, optionsObject, secretText, text } from "./arguments.js";
import * as core from "./core.js";
import { WebhookVerificationError } from "./error.js";
import { explainMismatch } from "./explain.js";

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const TOLERANCE_SECONDS = 300;
const MAX_SECRETS = 16;
const HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"];

export const webhooks = Object.freeze({
  /**
   * @param {string | Uint8Array} rawBody
   * @param {unknown} headers
   * @param {string | readonly string[]} secrets
   * @param {{ tolerance?: number }} [options]
   */
  verify(rawBody, headers, secrets, options = {}) {
    const { tolerance = TOLERANCE_SECONDS } = optionsObject(options, ["tolerance"]);
    if (!Number.isInteger(tolerance) || tolerance < 1 || tolerance > 86_400) {
      throw invalid("tolerance must be 1 to 86400 whole seconds.");
    }
    const body = bodyBytes(rawBody);
    const [id, timestamp, signature] = HEADERS.map((name) => headerOf(headers, name));
    const now = Math.floor(Date.now() / 1000);
    try {
      check(id, timestamp, signature, body, secrets, now, tolerance);
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      const accepts = (otherBody, otherTimestamp, otherSecrets) =>
        passes(() => check(id, otherTimestamp, signature, otherBody, otherSecrets, Number(otherTimestamp), tolerance));
      const explain = () => explainMismatch({ code: error.code, body, timestamp, secrets, accepts });
      throw new WebhookVerificationError(error.code, error.message, { explain });
    }
    return { id, ...readEvent(body) };
  },

  /**
   * @param {{ id: string, timestamp?: number, body: string | Uint8Array }} delivery
   * @param {string} secret
   */
  sign(delivery, secret) {
    const { id, timestamp = Math.floor(Date.now() / 1000), body } = optionsObject(delivery, ["id", "timestamp", "body"]);
    const bytes = bodyBytes(body);
    if (!Number.isInteger(timestamp) || timestamp < 0 || timestamp > 2 ** 32 - 1) {
      throw invalid("timestamp must be unix seconds.");
    }
    const time = String(timestamp);
    const signature = core.signWebhook(text(id, "id"), time, bytes, secretText(secret, "secret"));
    return { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signature };
  },
});

function check(id, timestamp, signature, body, secrets, now, tolerance) {
  const each = typeof secrets === "string" ? [secrets] : secrets;
  if (!Array.isArray(each) || each.length === 0 || each.length > MAX_SECRETS) {
    throw invalid(`secrets must be a string, or 1 to ${MAX_SECRETS} of them.`);
  }
  const named = each.map((secret) => secretText(secret, "secret"));
  core.verifyWebhook([id, timestamp, signature], body, named, now, tolerance);
}

function passes(attempt) {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/**
 * One header of any container: Headers, a plain object in any case, or Node's arrays of values or of names and values.
 *
 * @param {any} headers
 * @param {string} name
 */
function headerOf(headers, name) {
  const values = typeof headers?.get === "function" ? [headers.get(name)] : valuesOf(headers, name);
  const [value, ...more] = values.flat().filter((each) => each !== undefined && each !== null);
  if (value === undefined) throw new WebhookVerificationError("webhook_missing_header", `The delivery has no ${name} header.`);
  if (typeof value !== "string" || more.length > 0) {
    throw new WebhookVerificationError("webhook_missing_header", `The delivery must have one ${name} header, as text.`);
  }
  if (value.length > 4096) throw new WebhookVerificationError("webhook_missing_header", `The ${name} header is too long.`);
  return value;
}

function valuesOf(headers, name) {
  if (typeof headers !== "object" || headers === null) {
    throw invalid("headers must be those of the delivery: Headers, an object or an array.");
  }
  const matches = (key) => typeof key === "string" && key.toLowerCase() === name;
  if (!Array.isArray(headers)) return Object.keys(headers).filter(matches).map((key) => headers[key]);
  const pairs = headers.every(Array.isArray) ? headers : headers.map((key, index) => (index % 2 ? [] : [key, headers[index + 1]]));
  return pairs.filter(([key]) => matches(key)).map(([, value]) => value);
}

function readEvent(body) {
  let event;
  try {
    event = JSON.parse(DECODER.decode(body));
  } catch {
    throw unreadable();
  }
  const { type, timestamp, data } = event ?? {};
  if (typeof type !== "string" || typeof timestamp !== "string" || typeof data !== "object" || data === null) throw unreadable();
  return { type, timestamp, data };
}

function unreadable() {
  const message = "The signature is right, but the body is not an event: JSON with type, timestamp and data.";
  return new WebhookVerificationError("webhook_invalid_body", message);
}
