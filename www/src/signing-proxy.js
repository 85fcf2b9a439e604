/**
 * What an agent asks the signing proxy (proxy.md section 2), with a session token that was minted for her a moment ago. The
 * token, like everything here, stays in this Worker: the inbox's pages hold none.
 */

/** @import { Conversation, Message } from "@helpthread/node" */

/**
 * @typedef {{ data: Conversation[], pagination: { next_cursor: string | null, has_more: boolean } }} ConversationPage
 * @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch
 */

/** The proxy gives up on HelpThread after ten seconds; it must be the one who says so. */
const TIMEOUT = 12_000;

/** Pages of one customer's history that are looked through for a conversation. */
const HISTORY_PAGES = 5;

/** What the proxy, or the way to it, said instead of doing it. */
export class Refusal extends Error {
  /**
   * @param {number} status of HTTP; 502 if there was no answer
   * @param {string} code of the API, of the proxy, or `proxy_unreachable`
   * @param {string} message for a developer
   */
  constructor(status, code, message) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
  }
}

export class SigningProxy {
  #origin;
  #token;
  #fetch;

  /**
   * @param {string} origin such as `https://support.example.com`
   * @param {string} token an agent's session token
   * @param {Fetch} [fetch]
   */
  constructor(origin, token, fetch = (url, init) => globalThis.fetch(url, init)) {
    this.#origin = origin;
    this.#token = token;
    this.#fetch = fetch;
  }

  /**
   * A page of everybody's conversations, newest first.
   *
   * @param {{ status?: string, assignee_id?: string, cursor?: string }} filter what is empty does not filter
   * @returns {Promise<ConversationPage>}
   */
  conversations(filter) {
    return this.#ask(`/v1/conversations${query(filter)}`);
  }

  /**
   * One conversation of a customer. v1 cannot be asked for it alone, so her history is looked through, newest first.
   *
   * @param {string} customerId
   * @param {string} conversationId
   * @returns {Promise<Conversation | null>} null if it is not there
   */
  async conversation(customerId, conversationId) {
    let cursor = "";
    for (let page = 0; page < HISTORY_PAGES; page += 1) {
      /** @type {ConversationPage} */
      const { data, pagination } = await this.#ask(`/v1/customers/${customerId}/conversations${query({ limit: "100", cursor })}`);
      const found = data.find(({ id }) => id === conversationId);
      if (found || !pagination.next_cursor) return found ?? null;
      cursor = pagination.next_cursor;
    }
    return null;
  }

  /**
   * @param {string} conversationId
   * @param {{ agent_id: string, body: string, internal: boolean }} message
   * @param {string} key the same for every attempt: with it nothing is sent twice
   * @returns {Promise<Message>}
   */
  async reply(conversationId, message, key) {
    require(key, "The form lacks its Idempotency-Key: what it says could be sent twice.");
    const init = { method: "POST", headers: { "Idempotency-Key": key }, body: { author_type: "agent", ...message } };
    return (await this.#ask(`/v1/conversations/${conversationId}/messages`, init)).data;
  }

  /**
   * @param {string} conversationId
   * @param {{ status?: string, assignee_id?: string | null }} change
   * @param {string} tag of the conversation as it was shown
   * @returns {Promise<Conversation>}
   */
  async change(conversationId, change, tag) {
    require(tag, "The form lacks the entity tag of what was shown: somebody else's change could be lost.");
    const init = { method: "PATCH", headers: { "If-Match": tag }, body: change };
    return (await this.#ask(`/v1/conversations/${conversationId}`, init)).data;
  }

  /**
   * @param {string} path
   * @param {{ method?: string, headers?: Record<string, string>, body?: object }} [init]
   * @returns {Promise<any>} the answer's JSON
   */
  async #ask(path, { method = "GET", headers = {}, body } = {}) {
    /** @type {Record<string, string>} */
    const sent = { Accept: "application/json", Authorization: `Bearer ${this.#token}`, ...headers };
    const json = body && JSON.stringify(body);
    if (json) sent["Content-Type"] = "application/json";
    const signal = AbortSignal.timeout(TIMEOUT);
    try {
      const answer = await this.#fetch(this.#origin + path, { method, headers: sent, body: json, redirect: "manual", signal });
      const read = await answer.json().catch(() => null);
      if (answer.ok && read) return read;
      const { code = "unexpected_answer", message = `The proxy answered ${answer.status}.` } = read?.error ?? {};
      throw new Refusal(answer.ok ? 502 : answer.status, code, message);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(502, "proxy_unreachable", "The proxy could not be reached.");
    }
  }
}

/**
 * An empty header would be dropped on the way, and the request would do without what it is for.
 *
 * @param {string} header
 * @param {string} why
 */
function require(header, why) {
  if (header.trim() === "") throw new Refusal(400, "incomplete_form", why);
}

/** @param {Record<string, string | undefined>} parameters */
function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  return given.length > 0 ? `?${new URLSearchParams(/** @type {[string, string][]} */ (given))}` : "";
}
