/**
 * What the conformance suite (consumer/suite.mjs) talks to, on any runtime: answers as the API does, to signatures that node:crypto
 * agrees with. It keeps no state, so that every runtime meets the same: what depends on time depends on the request's timestamp.
 */

import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

export const SECRET = "canary_workspace_secret_7c1e";

/** When the fake clock of the package's `./testing` starts, and until when `cus_limited` is limited: unix seconds. */
const START = Date.parse("2024-05-13T14:24:00Z") / 1000;
const RESET = START + 42;

const ROWS = Array.from({ length: 7 }, (_, index) => ({ id: `cnv_${index}`, subject: `Żółć 🧵 ${index}` }));
const VECTORS = { rfc4231: "hmac-rfc4231", hthmac: "hthmac", webhooks: "webhooks", tokens: "session-tokens" };

async function vectors() {
  const read = async (file) => JSON.parse(await readFile(new URL(`../../../tests/vectors/${file}.json`, import.meta.url), "utf8"));
  const entries = Object.entries(VECTORS).map(async ([name, file]) => [name, await read(file)]);
  return JSON.stringify(Object.fromEntries(await Promise.all(entries)));
}

/** Starts the peer. `files` are served too: what each path has. */
export async function startConformancePeer() {
  const files = new Map([["/vectors", { type: "application/json", content: await vectors() }]]);
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    const url = new URL(request.url, "http://peer");
    const file = files.get(url.pathname);
    if (file) return response.writeHead(200, { "Content-Type": file.type }).end(file.content);
    const answer = answerOf(request, url, Buffer.concat(chunks));
    if (answer === undefined) return request.socket.resetAndDestroy();
    const [status, body, headers] = answer;
    response.writeHead(status, { "Content-Type": "application/json", "X-Request-Id": "req_conformance", ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, files, close };
}

/** Status, body and headers; undefined where the connection is to break. */
function answerOf({ method, headers }, { pathname, searchParams }, body) {
  const signed = /^HTHMAC workspace_key="sk_test_abc123", signature="(.*)", timestamp="(\d+)"$/.exec(headers.authorization ?? "");
  const expected = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
  if (signed?.[1] !== expected) return refusal(401, "invalid_signature");
  switch (`${method} ${pathname}`) {
    case "GET /v1/conversations":
      return page(Number(searchParams.get("cursor") ?? 0), Number(searchParams.get("limit") ?? 25));
    case "GET /v1/customers/cus_limited/conversations":
      return Number(signed[2]) < RESET ? refusal(429, "rate_limit_exceeded", { "X-RateLimit-Reset": RESET }) : page(0, 1);
    case "GET /v1/customers/cus_nobody/conversations":
      return refusal(404, "customer_not_found");
    case "PATCH /v1/conversations/cnv_1":
      if (headers["if-match"] !== '"1"') return refusal(409, "conflict");
      return [200, { data: { ...ROWS[1], ...JSON.parse(body) } }, { ETag: '"2"' }];
    case "POST /v1/conversations/cnv_1/messages":
      return [201, { data: { id: "msg_1", ...JSON.parse(body) } }];
    default:
      return undefined;
  }
}

function page(from, limit) {
  const next = from + limit < ROWS.length ? String(from + limit) : null;
  return [200, { data: ROWS.slice(from, from + limit), pagination: { next_cursor: next, has_more: next !== null } }];
}

const refusal = (status, code, headers) => [status, { error: { code, message: "Says why." } }, headers];
