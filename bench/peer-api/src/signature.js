/** HTHMAC with WebCrypto. */

const HEADER = /^HTHMAC workspace_key="([^"]+)", signature="sha256=([0-9a-f]{64})", timestamp="(\d+)"$/i;
const WINDOW_SECONDS = 300;
const encoder = new TextEncoder();

/** Imported once per secret: importing costs more than verifying. */
const keys = new Map();

function hmacKey(secret) {
  let key = keys.get(secret);
  if (!key) {
    key = crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    keys.set(secret, key);
  }
  return key;
}

/** The credential that signed the request's body, or null. */
export async function verified(sql, request) {
  const [, key, signature, timestamp] = HEADER.exec(request.header("Authorization") ?? "") ?? [];
  if (!key || Math.abs(Date.now() / 1000 - Number(timestamp)) > WINDOW_SECONDS) return null;
  const [credential] = sql.exec("SELECT secret, requests_per_minute FROM credentials WHERE key = ?", key);
  if (!credential) return null;
  const body = await request.arrayBuffer();
  const bytes = Uint8Array.from(signature.match(/../g), (digits) => Number.parseInt(digits, 16));
  const right = await crypto.subtle.verify("HMAC", await hmacKey(credential.secret), bytes, body);
  return right ? credential : null;
}
