/**
 * What a good JavaScript team would write instead of HelpThread Edge's proxy without hubs, for the one route that is measured: Hono,
 * jose for the session token, WebCrypto for HTHMAC. Same checks, same answer. `cargo xtask bench proxy` measures our proxy beside it.
 *
 * It does not retry, correct a clock, try a second credential, write, or receive webhooks.
 */

import { Hono } from "hono";

import { page } from "./page.js";
import { parsed } from "./query.js";
import { Refusal } from "./refusal.js";
import { session } from "./session.js";
import { authorization } from "./signature.js";

const CUSTOMER = /^cus_[A-Za-z0-9_-]{1,60}$/;
const DEADLINE_MILLISECONDS = 10_000;

const app = new Hono();

let origins;

/** Who answers what, for whom: one log line, and the headers that every answer has. */
app.use(async (c, next) => {
  const began = Date.now();
  const id = `req_${crypto.randomUUID()}`;
  await next();
  const milliseconds = Date.now() - began;
  c.header("Vary", "Origin");
  c.header("X-Request-Id", id);
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Cache-Control", "no-store");
  if (c.res.ok) c.header("Server-Timing", `total;dur=${milliseconds}`);
  const { role } = c.get("session") ?? {};
  const { method } = c.req;
  console.log(JSON.stringify({ event: "request", request_id: id, method, role, status: c.res.status, milliseconds }));
});

/** Exact origins; a request without one is not a page's. */
app.use(async (c, next) => {
  origins ??= new Set(c.env.ALLOWED_ORIGINS.split(","));
  const origin = c.req.header("Origin");
  if (origin !== undefined) {
    if (!origins.has(origin)) throw new Refusal(403, "origin_not_allowed", "This origin may not use the proxy.");
    c.header("Access-Control-Allow-Origin", origin);
    c.header("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id");
  }
  await next();
});

app.get("/v1/customers/:customer/conversations", async (c) => {
  const { role, sub, scope, origin } = await session(c.req.header("Authorization"), c.env);
  c.set("session", { role, sub });
  if (origin !== undefined && origin !== c.req.header("Origin")) {
    throw new Refusal(403, "origin_not_allowed", "This token is another origin's.");
  }
  if (scope !== undefined && !scope.split(" ").includes("conversations:read")) {
    throw new Refusal(403, "insufficient_scope", "This session may not read conversations.");
  }
  const customer = c.req.param("customer");
  if (!CUSTOMER.test(customer) || (role === "customer" && sub !== customer)) {
    throw new Refusal(404, "customer_not_found", "There is no such customer.");
  }
  const query = parsed(new URL(c.req.url).searchParams);
  const url = `${c.env.HELPTHREAD_BASE_URL}/customers/${customer}/conversations${query}`;
  return c.json(page(await asked(url, c.env), customer, role === "customer"));
});

app.notFound((c) => new Refusal(404, "not_found", "There is nothing here.").response(c));

app.onError((error, c) => {
  const refusal = error instanceof Refusal ? error : new Refusal(500, "internal_error", "Something went wrong.");
  return refusal.response(c);
});

/** Upstream's answer to a GET, signed now; never redirected. */
async function asked(url, env) {
  const headers = { Accept: "application/json", Authorization: await authorization("", env) };
  const signal = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  let response;
  try {
    response = await fetch(url, { headers, redirect: "manual", signal });
    if (response.ok) return await response.json();
  } catch (error) {
    if (error.name === "TimeoutError") throw new Refusal(504, "upstream_timeout", "HelpThread did not answer in time.");
    throw new Refusal(502, "upstream_unavailable", "HelpThread cannot be reached.");
  }
  switch (response.status) {
    case 404:
      throw new Refusal(404, "customer_not_found", "There is no such customer.");
    case 401:
    case 403:
      throw new Refusal(503, "misconfigured", "The proxy is misconfigured.");
    case 429:
      throw new Refusal(429, "rate_limit_exceeded", "Too many requests.");
    default:
      throw new Refusal(502, "upstream_unavailable", "HelpThread cannot be reached.");
  }
}

export default app;
