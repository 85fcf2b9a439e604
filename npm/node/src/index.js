/**
 * `@helpthread/node`: what integrators call. Types and documentation are in index.d.ts.
 *
 * Each entry (entry-*.js) instantiates the wasm module in its platform's way; from then on all of them are this file.
 */

export { HelpThread } from "./client.js";
export * from "./errors.js";
export { sessionTokens } from "./session-tokens.js";
export { sign } from "./signature.js";
export { webhooks } from "./webhooks.js";
