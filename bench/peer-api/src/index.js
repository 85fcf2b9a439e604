/**
 * What an integrator would write in an afternoon instead of HelpThread Edge's API server: the two list routes of v1 with
 * Hono, one Durable Object per workspace, its SQLite as the store. `cargo xtask bench api` measures our server beside it.
 *
 * It does not do the writes, webhooks, idempotency or a rate limit that survives a restart.
 */

import { Hono } from "hono";

export { Workspace } from "./workspace.js";

const app = new Hono();

/** Keys are `sk_test_<workspace>`, so the right object is found without a directory. */
const KEY = /workspace_key="sk_test_([A-Za-z0-9]+)"/;

app.all("/v1/*", (c) => {
  const [, workspace] = KEY.exec(c.req.header("Authorization") ?? "") ?? [];
  if (!workspace) {
    return c.json({ error: { code: "missing_authentication", message: "Sign every request." } }, 401);
  }
  return c.env.WORKSPACES.getByName(workspace).fetch(c.req.raw);
});

app.post("/admin/:workspace/*", (c) => c.env.WORKSPACES.getByName(c.req.param("workspace")).fetch(c.req.raw));

export default app;
