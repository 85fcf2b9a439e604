/**
 * What JavaScript may pass in: the right types and bounded sizes, so that the Rust side only ever sees bytes, strings
 * and numbers that fit into its memory. Messages name the argument and never repeat its value: it may be a secret in
 * the wrong place.
 */

import { HelpThreadError } from "./error.js";
import { ENCODER } from "./start.js";

/** Far above the 256 KiB that HelpThread accepts (api-v1.md section 3), so that only a mistake meets it. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Ids have at most 64 characters, scopes and origins not many more. */
const MAX_TEXT_LENGTH = 512;

/**
 * @param {string} what
 * @returns {HelpThreadError}
 */
export function invalid(what) {
  return new HelpThreadError("invalid_argument", what);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {string}
 */
export function secretText(value, name) {
  if (typeof value !== "string") {
    throw invalid(`${name} must be a string. Is the environment variable that holds it set?`);
  }
  return value;
}

/**
 * @param {unknown} body
 * @returns {Uint8Array}
 */
export function bodyBytes(body) {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    throw invalid(
      "body must be the string or the Uint8Array that goes on the wire, not the object that it is made from.",
    );
  }
  // A string has at least as many bytes as characters: a hopeless one is not encoded first.
  if (body.length > MAX_BODY_BYTES) throw tooLarge();
  const bytes = typeof body === "string" ? ENCODER.encode(body) : body;
  if (bytes.length > MAX_BODY_BYTES) throw tooLarge();
  return bytes;
}

function tooLarge() {
  return new HelpThreadError("body_too_large", "The body has over 16 MiB; HelpThread accepts 256 KiB.");
}

/**
 * An options object with no other keys than those allowed: a misspelt one would otherwise be silently without effect.
 *
 * @param {unknown} options
 * @param {readonly string[]} allowed
 * @returns {Record<string, unknown>}
 */
export function optionsObject(options, allowed) {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid(`The options must be an object with ${allowed.join(", ")}.`);
  }
  if (Object.keys(options).some((key) => !allowed.includes(key))) {
    throw invalid(`There is an option that is not one of ${allowed.join(", ")}.`);
  }
  return /** @type {Record<string, unknown>} */ (options);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {string}
 */
export function text(value, name) {
  if (typeof value !== "string" || value.length > MAX_TEXT_LENGTH) {
    throw invalid(`${name} must be a string of at most ${MAX_TEXT_LENGTH} characters.`);
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {string | undefined}
 */
export function optionalText(value, name) {
  return value === undefined ? undefined : text(value, name);
}

/**
 * Seconds as Rust takes them. What is not a whole number becomes 0, which its rule refuses with the right message.
 *
 * @param {unknown} value
 * @returns {number}
 */
export function wholeSeconds(value) {
  if (typeof value !== "number") throw invalid("expiresIn must be a number of seconds.");
  return Number.isInteger(value) && value > 0 && value < 2 ** 31 ? value : 0;
}
