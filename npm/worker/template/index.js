// The signing proxy as it comes: the handler, and the two kinds of Durable Objects that wrangler.jsonc names.

export { CustomerHub, default, WorkspaceHub } from "@helpthread/worker";
