// Requests to the proxy. The token travels in the Authorization header to the endpoint and nowhere else: no cookie, no redirect, no
// copy in a cache.

/** The longest wait for an answer, in milliseconds: twice the proxy's own deadline, so that only a connection that says nothing at all runs into it. */
const TIMEOUT = 20_000;

const UNREACHABLE = "The proxy could not be reached: offline, or stopped by connect-src or ALLOWED_ORIGINS.";

/** What a request came to nothing by. */
export class Refused extends Error {
  /** @param {string} code @param {string} message @param {string} [retryAfter] seconds */
  constructor(code, message, retryAfter = "") {
    super(message);
    /** As the module takes them. */
    this.texts = [code, message, retryAfter];
  }
}

/**
 * Asks, and reads the JSON of the answer.
 *
 * @param {{ url: string, token: string, method?: string, body?: string, key?: string }} request
 * @param {AbortSignal} [signal]
 * @throws {Refused}
 */
export async function ask({ url, token, method = "GET", body, key }, signal) {
  const headers = { Accept: "application/json", Authorization: `Bearer ${token}` };
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const limit = AbortSignal.timeout(TIMEOUT);
  const quiet = /** @type {const} */ ({ mode: "cors", credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer" });
  let response;
  try {
    response = await fetch(url, { method, headers, body, ...quiet, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch {
    throw new Refused("network_unreachable", UNREACHABLE);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  const { code, message } = answer?.error ?? {};
  if (typeof code === "string" && typeof message === "string") throw new Refused(code, message, response.headers.get("Retry-After") ?? "");
  throw new Refused("unexpected_answer", `The answer with status ${response.status} is not what API v1 promises.`);
}

/** A URL with a text of the server's own in its query. @param {string} url @param {string} name @param {string} text */
export const withText = (url, name, text) => (text ? `${url}${url.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(text)}` : url);

/** The fields of a conversation (api-v1.md §2), in the order in which the module takes and gives them. */
const FIELDS = ["id", "customer_id", "subject", "status", "assignee_id", "created_at", "updated_at", "last_message_at"];

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** An RFC 3339 time as API v1 writes it: the module compares times as texts. @param {string} text @throws if it is none */
export const time = (text) => `${new Date(TIME.test(text) ? text.toUpperCase() : NaN).toISOString().slice(0, 19)}Z`;

/** A conversation as texts; the empty text is no assignee. What is no text is not a conversation's. @param {any} row */
export function texts(row) {
  return FIELDS.map((field) => {
    const value = row?.[field] ?? (field === "assignee_id" ? "" : undefined);
    if (typeof value !== "string") throw new Refused("unexpected_answer", `${field} is not what API v1 promises.`);
    return field.endsWith("_at") ? time(value) : value;
  });
}

/** The conversation as it travels. @param {string[]} texts */
export const conversation = (texts) => Object.fromEntries(FIELDS.map((field, at) => [field, texts[at] || (field === "assignee_id" ? null : "")]));

/** A page as texts: its cursor, empty at the end, and its conversations. @param {any} page @throws if it is none */
export const pageTexts = ({ data, pagination: { next_cursor: cursor } }) => [typeof cursor === "string" ? cursor : "", ...data.flatMap(texts)];
