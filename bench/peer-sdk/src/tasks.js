/**
 * What is measured, and who does it: `@helpthread/node` beside what one would call instead. Every contender is given what its
 * documentation asks for, and what it needs once is made once. Contenders of a task must give the same result.
 */

import { createHmac } from "node:crypto";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { sign, webhooks } from "ours";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ENCODER = new TextEncoder();

async function signing(length) {
  const body = "x".repeat(length);
  const bytes = ENCODER.encode(SECRET);
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return {
    "@helpthread/node": () => sign(SECRET, body),
    "node:crypto": () => `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    "node:crypto, key as bytes": () => `sha256=${createHmac("sha256", bytes).update(body).digest("hex")}`,
    WebCrypto: async () => `sha256=${bytesToHex(new Uint8Array(await crypto.subtle.sign("HMAC", key, ENCODER.encode(body))))}`,
    "@noble/hashes": () => `sha256=${bytesToHex(hmac(sha256, bytes, utf8ToBytes(body)))}`,
  };
}

async function verifying() {
  const event = { type: "message.created", timestamp: "2024-05-13T14:24:00.000Z", data: { id: "msg_1", body: "x".repeat(120) } };
  const body = JSON.stringify(event);
  const headers = webhooks.sign({ id: "dlv_1", body }, SECRET);
  const [standard, svix] = [new StandardWebhook(SECRET), new SvixWebhook(SECRET)];
  return {
    "@helpthread/node": () => webhooks.verify(body, headers, SECRET).data.id,
    standardwebhooks: () => standard.verify(body, headers).data.id,
    // Its verifier does not hand the event over, so whoever calls it parses.
    svix: () => (svix.verify(body, headers), JSON.parse(body).data.id),
  };
}

const TASKS = {
  "sign 0 B": () => signing(0),
  "sign 200 B": () => signing(200),
  "sign 4 KB": () => signing(4096),
  "sign 64 KB": () => signing(65_536),
  "verify a webhook": verifying,
};

/** Has one contender do a task so often, and gives the last result. */
export async function turn({ task, contender, iterations }) {
  const run = (await TASKS[task]())[contender];
  let result = run();
  if (result instanceof Promise) {
    for (let done = 1; done < iterations; done += 1) result = await run();
  } else {
    for (let done = 1; done < iterations; done += 1) result = run();
  }
  return { result: await result };
}
