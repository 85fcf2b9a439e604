/** HTHMAC with WebCrypto. */

const encoder = new TextEncoder();

/** Imported once: importing costs more than signing. */
let key;

/** The Authorization header for a body, signed now. */
export async function authorization(body, env) {
  key ??= await imported(env.HELPTHREAD_WORKSPACE_SECRET);
  const signature = hex(await crypto.subtle.sign("HMAC", key, encoder.encode(body)));
  const timestamp = Math.floor(Date.now() / 1000);
  return `HTHMAC workspace_key="${env.HELPTHREAD_WORKSPACE_KEY}", signature="sha256=${signature}", timestamp="${timestamp}"`;
}

function imported(secret) {
  return crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

function hex(buffer) {
  return new Uint8Array(buffer).toHex();
}
