/**
 * What the installed package must do on any runtime, without a test runner. Runners load the package in their own way and hand it
 * over with the URL of the peer (../conformance-peer.mjs), which has the vectors and answers as the API does. What may hold a secret
 * is printed, for whoever reads the output to find none in it.
 */

const SECRET = "canary_workspace_secret_7c1e"; // the peer's

/** Runs every check; throws at the first that fails. In a browser no client is made: there it must be refused. */
export async function suite({ helpthread, testing, peer, browser = false }) {
  const vectors = await (await fetch(`${peer}/vectors`)).json();
  signs(helpthread, vectors);
  mints(helpthread, vectors);
  verifies(helpthread, testing, vectors);
  if (browser) return refusesToConnect(helpthread);
  await reads(helpthread, peer);
  await writes(helpthread, peer);
  await waits(helpthread, testing, peer);
  await fails(helpthread, testing, peer);
}

const text = new TextEncoder();
const fromBase64 = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const fromHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const bytesOf = ({ body, body_base64: base64 }) => (base64 === undefined ? text.encode(body) : fromBase64(base64));

function same(given, expected, about = "") {
  const [is, should] = [given, expected].map((value) => JSON.stringify(value));
  if (is !== should) throw new Error(`${about}: ${is}, expected ${should}`);
}

/** What a call or a promise fails with: it must be the package's own. */
function failure({ HelpThreadError }, call) {
  const checked = (error) => {
    if (error instanceof HelpThreadError) return error;
    throw error;
  };
  try {
    const result = call();
    return typeof result?.then === "function" ? result.then(() => ({}), checked) : {};
  } catch (error) {
    return checked(error);
  }
}

/** A moment, in unix seconds, at which the vectors were made. */
function at(seconds, call) {
  const { now } = Date;
  Date.now = () => seconds * 1000;
  try {
    return call();
  } finally {
    Date.now = now;
  }
}

function signs(helpthread, { rfc4231, hthmac }) {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (const { name, key, data, mac } of rfc4231.cases.filter(({ key }) => !/^0b|^aa|^0102/.test(key))) {
    same(helpthread.sign(decoder.decode(fromHex(key)), fromHex(data)).slice(0, 7 + mac.length), `sha256=${mac}`, name);
  }
  for (const vector of hthmac.cases.filter(({ signer }) => signer)) {
    const { name, secret, header } = vector;
    same(helpthread.sign(secret, bytesOf(vector)), /signature="([^"]*)"/.exec(header)[1], name);
  }
  // Beyond where node:crypto takes over, where there is one.
  const large = "sha256=a1968604295c6c3f496c224b88893277e9af9bf94e8e3b03461860010f52a195";
  same(helpthread.sign("Jefe", "a".repeat(5000)), large, "5000 bytes");
  same(failure(helpthread, () => helpthread.sign("", "")).code, "secret_missing");
}

function mints(helpthread, { tokens }) {
  for (const { name, token, mint } of tokens.cases.filter(({ mint }) => mint && mint.scopes?.length !== 0)) {
    const { role, sub, now, lifetime, scopes, origin } = mint;
    const options = { role, [`${role}Id`]: sub, expiresIn: lifetime, scope: scopes?.join(" "), origin };
    same(at(now, () => helpthread.sessionTokens.create(options, tokens.secrets.current)), token, name);
  }
}

const REFUSALS = {
  invalid_id: "webhook_invalid_id",
  invalid_timestamp: "webhook_invalid_timestamp",
  no_signature: "webhook_no_signature",
  mismatch: "webhook_signature_mismatch",
  outside_window: "webhook_timestamp_out_of_range",
};

function verifies(helpthread, testing, { webhooks }) {
  for (const vector of webhooks.cases.filter(({ secrets }) => secrets.length > 0)) {
    const { name, id, timestamp, signature, secrets, now, reason } = vector;
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    const { code } = at(now, () => failure(helpthread, () => helpthread.webhooks.verify(bytesOf(vector), headers, secrets)));
    // Some bodies of the vectors are no events: they pass the signature and are told as that.
    if (reason !== null || code !== undefined) same(code, REFUSALS[reason] ?? "webhook_invalid_body", name);
  }
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const event = { type: "message.created", timestamp: "2024-05-13T13:20:00.042Z", data: { id: "msg_1" } };
  const { body, headers } = testing.signedDelivery(event, secret, { id: "dlv_1" });
  same(helpthread.webhooks.verify(body, new Headers(headers), ["whsec_old", secret]), { id: "dlv_1", ...event });
  const touched = failure(helpthread, () => helpthread.webhooks.verify(`${body}\n`, headers, secret));
  same([touched.name, touched.code], ["WebhookVerificationError", "webhook_signature_mismatch"]);
  same(/line ends/.test(touched.explain()), true, "explain()");
}

const connect = ({ HelpThread }, peer, options) =>
  new HelpThread({ workspaceKey: "sk_test_abc123", workspaceSecret: SECRET, baseUrl: `${peer}/v1`, ...options });

async function reads(helpthread, peer) {
  const { conversations } = connect(helpthread, peer);
  const page = await conversations.list({ status: "open", limit: 3 });
  same([page.data.length, page.data[0].subject, page.pagination], [3, "Żółć 🧵 0", { next_cursor: "3", has_more: true }]);
  const subjects = [];
  for await (const { subject } of conversations.list({ limit: 3 })) subjects.push(subject);
  same(subjects, Array.from({ length: 7 }, (_, index) => `Żółć 🧵 ${index}`));
}

async function writes(helpthread, peer) {
  const { conversations } = connect(helpthread, peer);
  const { data, response, requestId } = await conversations.update("cnv_1", { status: "closed" }, { ifMatch: '"1"' }).withResponse();
  same([data.status, response.headers.get("etag"), requestId], ["closed", '"2"', "req_conformance"]);
  const late = await failure(helpthread, () => conversations.update("cnv_1", { status: "closed" }, { ifMatch: '"0"' }));
  same([late instanceof helpthread.ConflictError, late.code, late.status], [true, "conflict", 409]);
  const body = "é".repeat(4000);
  same((await conversations.messages.create("cnv_1", { agent_id: "usr_1", body }, { idempotencyKey: "1" })).body, body);
}

async function waits(helpthread, testing, peer) {
  const clock = testing.fakeClock(); // the peer answers 429 to whoever signs within 42 s of its beginning
  const { data } = await connect(helpthread, peer, { clock }).customers.conversations.list("cus_limited");
  same([data.length, clock.waits], [1, [42_000]]);
}

async function fails(helpthread, testing, peer) {
  const nowhere = failure(helpthread, () => new helpthread.HelpThread());
  same([nowhere.code, /set HELPTHREAD_WORKSPACE_KEY/.test(nowhere.message)], ["invalid_argument", true]);
  const client = connect(helpthread, peer, { clock: testing.fakeClock() });
  const missing = await failure(helpthread, () => client.customers.conversations.list("cus_nobody"));
  same([missing.name, missing.code, missing.requestId], ["NotFoundError", "customer_not_found", "req_conformance"]);
  const stranger = connect(helpthread, peer, { workspaceSecret: "another" });
  same((await failure(helpthread, () => stranger.conversations.list())).name, "AuthenticationError");
  const broken = await failure(helpthread, () => client.customers.conversations.list("cus_broken"));
  same([broken instanceof helpthread.ConnectionError, broken.name], [true, "ConnectionError"]);
  const { inspect } = globalThis.process?.getBuiltinModule?.("util") ?? {};
  for (const value of [client, missing, broken]) {
    console.log(value, inspect?.(value, { depth: 20, showHidden: true }), JSON.stringify(value), String(value));
  }
}

function refusesToConnect(helpthread) {
  const { code, message } = failure(helpthread, () => connect(helpthread, "http://127.0.0.1"));
  same([code, /never be in a browser/.test(message), /proxy with a session token/.test(message)], ["browser_refused", true, true]);
}
