/** What the client and session tokens ask of crates/sdk, by name (core.js). The module of `./signature` does not have these operations. */

import { ask } from "./core.js";
import { ENCODER, wasm } from "./start.js";

/** What follows core.js's refusals in crates/sdk/src/refusal.rs. */
const REFUSALS = [
  ["secret_too_short", "The session secret has fewer than 32 bytes. Make one with: openssl rand -base64 32"],
  [
    "invalid_customer_id",
    "customerId must be a customer id of HelpThread: cus_ and letters, digits, _ or -, at most 64 in all.",
  ],
  ["invalid_agent_id", "agentId must be an agent id of HelpThread: usr_ and letters, digits, _ or -, at most 64 in all."],
  ["invalid_lifetime", "expiresIn must be 1 to 900 whole seconds: the widget asks for a new token in time."],
  [
    "invalid_scope",
    "scope must be names with one space between: conversations:read, for agents also conversations:write.",
  ],
  ["invalid_origin", "origin must be what browsers send as Origin, such as https://app.example.com, without a path."],
  ["invalid_workspace_key", "workspaceKey must be 1 to 128 visible ASCII characters without quote and backslash."],
  [
    "invalid_conversation_id",
    "A conversation's id is cnv_ and letters, digits, _ or -, at most 64 in all: take it from a conversation.",
  ],
];

const askForClient = (operation, fields, now, seconds) => ask(operation, fields, now, seconds, REFUSALS);

/**
 * @param {string} workspaceKey
 * @param {string} secret
 * @param {Uint8Array} body
 * @param {number} now
 */
export const authorization = (workspaceKey, secret, body, now) => askForClient("a", [workspaceKey, String(now), secret, body]);

/** @param {string} id */
export const checkConversationId = (id) => void askForClient("i", [id]);

/** @param {string} id */
export const checkCustomerId = (id) => void askForClient("j", [id]);

/** @param {readonly string[]} fields id, subject, status, assignee's id or nothing, updated_at, last_message_at */
export const conversationTag = (...fields) => askForClient("t", fields.map((field) => ENCODER.encode(field)));

/**
 * @param {number} status 0 when there was no whole answer
 * @param {boolean} repeatable
 */
export const mayRepeat = (status, repeatable) => Boolean(wasm.mayRepeat(status, repeatable));

/**
 * Milliseconds, or -1 when no retry is left.
 *
 * @param {number} attempt
 * @param {number} reset unix seconds, or 0
 * @param {number} now unix milliseconds
 * @param {number} random any 32 bits
 */
export const retryDelay = (attempt, reset, now, random) => wasm.retryDelay(attempt, reset, now, random);

/** What is not there differs from what is empty. */
const optional = (text) => (text === undefined ? "" : `=${text}`);

/**
 * @param {string} id
 * @param {number} now
 * @param {number} lifetime
 * @param {string | undefined} scope
 * @param {string | undefined} origin
 * @param {string} secret
 */
export const customerToken = (id, now, lifetime, scope, origin, secret) =>
  askForClient("c", [id, secret, optional(scope), optional(origin)], now, lifetime);

/** @type {typeof customerToken} */
export const agentToken = (id, now, lifetime, scope, origin, secret) =>
  askForClient("g", [id, secret, optional(scope), optional(origin)], now, lifetime);
