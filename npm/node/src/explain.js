/** Why a delivery's signature does not match: what usually goes wrong between the wire and the verifier, tried one by one. */

import { ENCODER } from "./start.js";

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The likely cause, or null. Says what differs, never what the right value would have been.
 *
 * @param {{ code: string, body: Uint8Array, timestamp: string, secrets: string | readonly string[],
 *   accepts: (body: Uint8Array, timestamp: string, secrets: string | readonly string[]) => boolean }} delivery
 */
export function explainMismatch({ code, body, timestamp, secrets, accepts }) {
  if (/^\d{13}$/.test(timestamp)) return "webhook-timestamp is in milliseconds; it must be unix seconds.";
  if (code !== "webhook_signature_mismatch") return null;
  const text = DECODER.decode(body);
  const bodies = [
    ["The body ends with line ends that were not sent.", text.replace(/[\r\n]+$/, "")],
    ["The body lacks the line end that was sent.", `${text}\n`],
    ["The body begins with a byte order mark that was not sent.", text.replace(/^\uFEFF/, "")],
    ["The body lacks the byte order mark that was sent.", `\uFEFF${text}`],
    ["The body is JSON that was parsed and written again: pass the raw bytes, before any body parser.", rewritten(text)],
  ];
  for (const [cause, other] of bodies) {
    if (other !== undefined && other !== text && accepts(ENCODER.encode(other), timestamp, secrets)) return cause;
  }
  const trimmed = (typeof secrets === "string" ? [secrets] : secrets).map((secret) => secret.trim());
  if (accepts(body, timestamp, trimmed)) return "The secret has white space around it.";
  return null;
}

/** The JSON in the spelling that is sent: without white space. */
function rewritten(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
