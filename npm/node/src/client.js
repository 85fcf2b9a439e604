/** The typed client: the five operations of v1 (api-v1.md section 3), each of them one request description. */

import { invalid, optionsObject, text } from "./arguments.js";
import { Call, List } from "./call.js";
import * as core from "./core-client.js";
import { maxRetries, readSettings, timeout } from "./settings.js";
import { Transport } from "./transport.js";

/** Options of any request. */
const REQUEST_OPTIONS = ["signal", "timeout", "maxRetries"];

export class HelpThread {
  /** @param {import("./index.js").HelpThreadOptions} [options] */
  constructor(options = {}) {
    const settings = readSettings(options);
    const transport = new Transport(settings);
    /** @param {import("./transport.js").Outgoing} outgoing */
    const send = (outgoing, options) => transport.send(outgoing, options);
    const messages = Object.freeze({ create: createMessage(send, settings.idempotentUpstream) });
    this.conversations = Object.freeze({ list: listConversations(send), update: updateConversation(send), messages });
    this.customers = Object.freeze({ conversations: Object.freeze({ list: listOfCustomer(send) }) });
    this.webhooks = Object.freeze({ create: createWebhook(send, settings.idempotentUpstream) });
    Object.freeze(this);
  }
}

const listConversations = (send) => (filters, options) =>
  list(send, "/conversations", filters, ["status", "assignee_id", "cursor", "limit"], options);

const listOfCustomer = (send) => (customerId, filters, options) => {
  core.checkCustomerId(text(customerId, "customerId"));
  return list(send, `/customers/${customerId}/conversations`, filters, ["status", "cursor", "limit"], options);
};

const updateConversation = (send) => (conversationId, change, options) => {
  core.checkConversationId(text(conversationId, "conversationId"));
  const body = json(optionsObject(change, ["status", "assignee_id"]));
  const { ifMatch, ...request } = requestOptions(options, ["ifMatch"]);
  const headers = ifMatch === undefined ? {} : { "If-Match": tagOf(ifMatch) };
  const repeatable = ifMatch === undefined; // applied once, the tag no longer matches: a repetition would look like a conflict
  const path = `/conversations/${conversationId}`;
  return new Call(send({ method: "PATCH", path, body, headers, shape: "item", repeatable }, request));
};

const createMessage = (send, idempotent) => (conversationId, message, options) => {
  core.checkConversationId(text(conversationId, "conversationId"));
  const { agent_id, body, internal } = optionsObject(message, ["agent_id", "body", "internal"]);
  const wire = json({ author_type: "agent", agent_id, body, internal });
  return new Call(post(send, `/conversations/${conversationId}/messages`, wire, options, idempotent));
};

const createWebhook = (send, idempotent) => (webhook, options) =>
  new Call(post(send, "/webhooks", json(optionsObject(webhook, ["url", "events", "active"])), options, idempotent));

function post(send, path, body, options, idempotent) {
  const { idempotencyKey = idempotent ? crypto.randomUUID() : undefined, ...request } = requestOptions(options, ["idempotencyKey"]);
  if (idempotencyKey !== undefined && !(typeof idempotencyKey === "string" && /^[\x21-\x7e]{1,255}$/.test(idempotencyKey))) {
    throw invalid("idempotencyKey must be 1 to 255 visible ASCII characters.");
  }
  const headers = idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey };
  return send({ method: "POST", path, body, headers, shape: "item", repeatable: idempotent }, request);
}

function list(send, path, filters = {}, allowed, options) {
  const { cursor: start, ...rest } = optionsObject(filters, allowed);
  const request = requestOptions(options, []);
  const named = allowed.filter((name) => rest[name] !== undefined).map((name) => [name, queryValue(rest[name], name)]);
  const first = start === undefined ? undefined : queryValue(start, "cursor");
  const read = (cursor) => {
    const query = new URLSearchParams(cursor === undefined ? named : [...named, ["cursor", cursor]]).toString();
    return send({ method: "GET", path: query ? `${path}?${query}` : path, shape: "page", repeatable: true }, request);
  };
  return new List(read, first);
}

function queryValue(value, name) {
  return name === "limit" && typeof value === "number" ? String(value) : text(value, name);
}

function requestOptions(options = {}, own) {
  const { signal, timeout: time, maxRetries: retries, ...rest } = optionsObject(options, [...own, ...REQUEST_OPTIONS]);
  if (signal !== undefined && typeof (/** @type {any} */ (signal)?.throwIfAborted) !== "function") throw invalid("signal must be an AbortSignal.");
  return {
    .../** @type {any} */ (rest),
    signal: /** @type {AbortSignal | undefined} */ (signal),
    timeout: time === undefined ? undefined : timeout(time),
    maxRetries: retries === undefined ? undefined : maxRetries(retries),
  };
}

/** The value of If-Match: a tag as it is, or that of the conversation that was read. */
function tagOf(match) {
  if (typeof match === "string") {
    if (!/^"[\x21\x23-\x7e]{0,128}"$/.test(match)) throw invalid('ifMatch must be an ETag, quotes included, or the conversation you read.');
    return match;
  }
  const { id, subject, status, assignee_id: assignee, updated_at: updated, last_message_at: last } = match ?? {};
  const fields = [id, subject, status, assignee ?? "", updated, last];
  if (!fields.every((field) => typeof field === "string")) {
    throw invalid("ifMatch must be an ETag, quotes included, or the conversation you read.");
  }
  return core.conversationTag(...fields);
}

function json(value) {
  try {
    return JSON.stringify(value);
  } catch {
    throw invalid("The values must be such as JSON can hold.");
  }
}
