/**
 * Whether a signature is that of a body, and if not, which usual mistake explains it: each is tried, none is guessed.
 */

/**
 * @typedef {object} Sent
 * @property {string} secret
 * @property {string} body
 * @property {string} header the Authorization header, with or without its name, or only the signature
 * @property {number} now unix seconds
 *
 * @typedef {{ kind: "match" | "mismatch" | "unreadable", messages: string[] }} Verdict
 */

const WINDOW = 300;
const BOM = "\uFEFF";

/**
 * @param {Sent} sent
 * @param {(secret: string, body: string) => string} sign gives `sha256=` and 64 hex digits
 * @returns {Verdict}
 */
export function explainSignature({ secret, body, header, now }, sign) {
  if (secret === "") return { kind: "unreadable", messages: ["The secret is missing."] };
  const { signature, timestamp, key, notes } = readHeader(header, now);
  if (signature === "") return { kind: "unreadable", messages: ["There is no signature in the header."] };

  const hex = signature.replace(/^sha256=/i, "");
  if (!/^sha256=/.test(signature)) notes.push("The signature must begin with sha256=, in lower case.");
  if (/^[0-9a-f]{64}$/i.test(hex) && hex !== hex.toLowerCase()) notes.push("The hex digits must be in lower case.");
  /** @param {string} otherSecret @param {string} otherBody */
  const isMadeOf = (otherSecret, otherBody) => {
    const made = sign(otherSecret, otherBody).slice("sha256=".length);
    return made === hex.toLowerCase() || base64(made) === hex;
  };

  if (/^[A-Za-z0-9+/]{43}=$/.test(hex)) notes.push("The signature is base64; it must be 64 hex digits.");
  else if (!/^[0-9a-f]{64}$/i.test(hex)) {
    return { kind: "mismatch", messages: [`The signature has ${hex.length} characters; it must be 64 hex digits.`, ...notes] };
  }
  if (isMadeOf(secret, body)) {
    if (notes.length === 0) return { kind: "match", messages: ["They match: this signature is that of this body."] };
    return { kind: "mismatch", messages: ["The bytes are signed rightly, but the header is not right.", ...notes] };
  }
  return { kind: "mismatch", messages: [cause(secret, body, timestamp, key, isMadeOf), ...notes] };
}

/**
 * @param {string} header
 * @param {number} now
 */
function readHeader(header, now) {
  const text = header.trim().replace(/^authorization:\s*/i, "");
  /** @param {string} name */
  const parameter = (name) => new RegExp(`${name}\\s*=\\s*"?([^",\\s]*)`, "i").exec(text)?.[1] ?? "";
  const isWhole = /signature\s*=/i.test(text);
  if (!isWhole) return { signature: text, timestamp: "", key: "", notes: [] };
  /** @type {string[]} */
  const notes = [];
  const timestamp = parameter("timestamp");
  if (!/^hthmac\s/i.test(text)) notes.push("The header must begin with HTHMAC.");
  if (!/signature\s*=\s*"/i.test(text)) notes.push("The values must be in double quotes.");
  if (parameter("workspace_key") === "") notes.push("workspace_key is missing.");
  if (timestamp === "") notes.push("timestamp is missing.");
  else if (/^\d{13}$/.test(timestamp)) notes.push("timestamp is in milliseconds; it must be unix seconds.");
  else if (!/^\d+$/.test(timestamp)) notes.push("timestamp must be unix seconds, digits only.");
  else if (Math.abs(now - Number(timestamp)) > WINDOW) {
    notes.push(`timestamp is ${Math.abs(now - Number(timestamp))} seconds away from now; ${WINDOW} are accepted.`);
  }
  return { signature: parameter("signature"), timestamp, key: parameter("workspace_key"), notes };
}

/**
 * @param {string} secret
 * @param {string} body
 * @param {string} timestamp
 * @param {string} key
 * @param {(secret: string, body: string) => boolean} isMadeOf
 */
function cause(secret, body, timestamp, key, isMadeOf) {
  for (const [otherSecret, about] of otherSecrets(secret, key)) {
    if (otherSecret !== secret && isMadeOf(otherSecret, body)) return about;
  }
  for (const [otherBody, about] of otherBodies(body, timestamp)) {
    if (otherBody === undefined || otherBody === body) continue;
    if (isMadeOf(secret, otherBody)) return about;
    if (isMadeOf(secret.trim(), otherBody)) return `${about} Also, the secret has white space around it.`;
  }
  return "They do not match, and no usual mistake explains it: compare the secret, and print the bytes just before they are sent.";
}

/**
 * @param {string} secret
 * @param {string} key
 * @returns {[string, string][]}
 */
function otherSecrets(secret, key) {
  return [
    [secret.trim(), "The secret that you pasted has white space around it; the signature was made without."],
    [`${secret}\n`, "The signature was made with a line end after the secret: trim what you read from a file."],
    [secret.replace(/^whsec_/, ""), "The signature was made without the secret's prefix whsec_: the whole string is the key."],
    [key, "The signature was made with the workspace key: use the workspace secret."],
  ];
}

/**
 * @param {string} body
 * @param {string} timestamp
 * @returns {[string | undefined, string][]}
 */
function otherBodies(body, timestamp) {
  const again = "The JSON was written again between signing and sending";
  return [
    ["", "The empty string was signed, but a body was sent."],
    [`${body}\n`, "What was signed has a line end that was not sent (echo adds one: use printf '%s')."],
    [body.replace(/[\r\n]+$/, ""), "What was sent has a line end that was not signed."],
    [body.replace(/\n/g, "\r\n"), "What was signed has Windows line ends."],
    [BOM + body, "What was signed begins with a byte order mark."],
    [body.replace(new RegExp(`^${BOM}`), ""), "What was sent begins with a byte order mark."],
    [body.trim(), "What was sent has white space around it that was not signed."],
    [rewritten(body, (json) => JSON.stringify(json)), `${again}: what was signed has no white space.`],
    [rewritten(body, (json) => JSON.stringify(json, null, 2)), `${again}: what was signed is indented by two.`],
    [rewritten(body, (json) => JSON.stringify(json, null, 4)), `${again}: what was signed is indented by four.`],
    [rewritten(body, pythons), `${again}: what was signed is Python's json.dumps as it comes. Sign and send one string.`],
    [rewritten(body, (json) => ascii(JSON.stringify(json))), `${again}: what was signed has \\u escapes.`],
    [rewritten(body, (json) => ascii(JSON.stringify(json)).replace(/\//g, "\\/")), `${again}: what was signed is PHP's json_encode.`],
    [rewritten(body, (json) => JSON.stringify(sorted(json))), `${again}: what was signed has its keys sorted.`],
    [JSON.stringify(body), "The JSON was encoded twice before it was signed."],
    [`${timestamp}.${body}`, "The timestamp was signed too: sign the body alone."],
    [timestamp + body, "The timestamp was signed too: sign the body alone."],
    [body === "" ? "{}" : undefined, "{} was signed, but no body was sent: sign the empty string."],
    [body === "" ? "null" : undefined, "null was signed, but no body was sent: sign the empty string."],
  ];
}

/**
 * @param {string} body
 * @param {(json: unknown) => string} write
 */
function rewritten(body, write) {
  try {
    return write(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** @param {string} text */
const ascii = (text) =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `json.dumps` without options: a space after each comma and colon, and escapes. @param {unknown} json @returns {string} */
function pythons(json) {
  if (Array.isArray(json)) return `[${json.map(pythons).join(", ")}]`;
  if (json === null || typeof json !== "object") return ascii(JSON.stringify(json));
  return `{${Object.entries(json).map(([name, value]) => `${ascii(JSON.stringify(name))}: ${pythons(value)}`).join(", ")}}`;
}

/** @param {unknown} json @returns {unknown} */
function sorted(json) {
  if (Array.isArray(json)) return json.map(sorted);
  if (json === null || typeof json !== "object") return json;
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, sorted(value)]));
}

/** @param {string} hex */
const base64 = (hex) => btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
