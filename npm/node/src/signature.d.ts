/**
 * Signing requests and checking webhooks, without the client: a quarter of the package's size, for a Worker that only receives. Names
 * and types are those of `@helpthread/node`; the error classes are this entry's own.
 *
 * @packageDocumentation
 */

export { HelpThreadError, sign, WebhookVerificationError, webhooks } from "./index.js";
export type { WebhookEvent } from "./index.js";
