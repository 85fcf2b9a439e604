/** `@helpthread/node/signature`: signing and webhooks without the client, on a module of their own (crates/sdk without `client`). */

export { HelpThreadError, WebhookVerificationError } from "./error.js";
export { sign } from "./signature.js";
export { webhooks } from "./webhooks.js";
