/** One workspace: a Durable Object with its conversations in SQLite, and a Hono application over them. */

import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";
import { importLines } from "./import.js";
import { listConversations } from "./list.js";
import { RateLimit } from "./rate-limit.js";
import { SCHEMA } from "./schema.js";
import { verified } from "./signature.js";

const error = (code, message) => ({ error: { code, message } });

export class Workspace extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.rateLimit = new RateLimit();
    this.sql.exec(SCHEMA);
    this.app = this.routes();
  }

  fetch(request) {
    return this.app.fetch(request);
  }

  routes() {
    const app = new Hono();
    app.use("/v1/*", async (c, next) => {
      c.header("X-Request-Id", `req_${crypto.randomUUID().replaceAll("-", "")}`);
      c.header("Date", new Date().toUTCString());
      c.header("Cache-Control", "no-store");
      const credential = await verified(this.sql, c.req);
      if (!credential) {
        return c.json(error("invalid_signature", "The signature does not match the raw body."), 401);
      }
      const { limit, remaining, reset, granted } = this.rateLimit.take(credential.requests_per_minute);
      c.header("X-RateLimit-Limit", String(limit));
      c.header("X-RateLimit-Remaining", String(remaining));
      c.header("X-RateLimit-Reset", String(reset));
      if (!granted) {
        c.header("Retry-After", String(Math.max(1, reset - Math.floor(Date.now() / 1000))));
        return c.json(error("rate_limit_exceeded", "There were more requests than the limit."), 429);
      }
      await next();
    });
    app.get("/v1/conversations", (c) => this.list(c, { assignee_id: c.req.query("assignee_id") }));
    app.get("/v1/customers/:id/conversations", (c) => this.list(c, { customer_id: c.req.param("id") }));
    app.post("/admin/:workspace/credentials", async (c) => {
      const { key, secret, requests_per_minute } = await c.req.json();
      this.sql.exec("INSERT INTO credentials VALUES (?, ?, ?)", key, secret, requests_per_minute);
      return c.json({ data: { key } }, 201);
    });
    app.post("/admin/:workspace/import", async (c) =>
      c.json({ data: { conversations: await importLines(this.ctx.storage, c.req.raw.body) } }),
    );
    app.notFound((c) => c.json(error("not_found", "There is no such route."), 404));
    return app;
  }

  list(c, filters) {
    const { status, cursor, limit } = c.req.query();
    const page = listConversations(this.sql, { ...filters, status }, cursor, limit);
    return page ? c.json(page) : c.json(error("invalid_filter", "A query parameter is not supported."), 400);
  }
}
