/**
 * The sign-in cookie: who is signed in and until when, signed, so that the dashboard needs no session store.
 *
 *     <account id>.<unix seconds of its end>.<base64url of HMAC-SHA256 over a label and the two>
 *
 * The label keeps a signature made here from meaning anything elsewhere, should the same secret ever be used twice.
 * An id cannot contain a dot, so the three parts are never ambiguous.
 */

export const COOKIE_NAME = "quillmere_sign_in";

/** A working day, in seconds. */
export const LIFETIME = 8 * 60 * 60;

const LABEL = "quillmere sign-in v1\n";
const SHAPE = /^([a-z]{3}_[A-Za-z0-9_-]{1,60})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})$/;
const ENCODER = new TextEncoder();

/**
 * The cookie's value for an account.
 *
 * @param {string} accountId
 * @param {number} now unix seconds
 * @param {string} secret
 */
export async function sealLogin(accountId, now, secret) {
  const payload = `${accountId}.${now + LIFETIME}`;
  const signature = await crypto.subtle.sign("HMAC", await importKey(secret), ENCODER.encode(LABEL + payload));
  return `${payload}.${encode(new Uint8Array(signature))}`;
}

/**
 * The account id that a request's `Cookie` header proves, or null. A header with several cookies of our name proves
 * nothing: a neighbour under the same domain can add one, and only the browser knows which is older.
 *
 * @param {string | null} header
 * @param {number} now unix seconds
 * @param {string} secret
 * @returns {Promise<string | null>}
 */
export async function openLogin(header, now, secret) {
  const prefix = `${COOKIE_NAME}=`;
  const values = (header ?? "").split(/;\s*/).filter((pair) => pair.startsWith(prefix));
  const match = values.length === 1 ? SHAPE.exec(values[0].slice(prefix.length)) : null;
  if (!match) return null;

  const [, accountId, expires, signature] = match;
  const signed = ENCODER.encode(`${LABEL}${accountId}.${expires}`);
  const genuine = await crypto.subtle.verify("HMAC", await importKey(secret), decode(signature), signed);
  return genuine && now < Number(expires) ? accountId : null;
}

/**
 * @param {string} value from {@link sealLogin}
 * @param {boolean} secure whether the browser sees the dashboard over https
 */
export function loginCookie(value, secure) {
  return `${COOKIE_NAME}=${value}; Path=/; Max-Age=${LIFETIME}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** @param {boolean} secure */
export function endedCookie(secure) {
  return `${COOKIE_NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** @param {string} secret */
function importKey(secret) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", ENCODER.encode(secret), algorithm, false, ["sign", "verify"]);
}

/** @param {Uint8Array} bytes */
function encode(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** @param {string} text base64url of 32 bytes, without padding */
function decode(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
