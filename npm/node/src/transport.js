/**
 * One request to the API: signed afresh for each attempt, bounded in time, and sent again where core's rules allow it
 * (api-v1.md section 5; crates/core/src/retry.rs).
 */

import { readAnswer } from "./answer.js";
import * as core from "./core-client.js";
import { HelpThreadError } from "./error.js";
import { ConnectionError, TimeoutError } from "./families.js";
import { ENCODER } from "./start.js";

const NO_BODY = new Uint8Array();

/**
 * @typedef {object} Outgoing
 * @property {"GET" | "POST" | "PATCH"} method
 * @property {string} path with its query
 * @property {string} [body] JSON
 * @property {Record<string, string>} [headers]
 * @property {"item" | "page"} shape
 * @property {boolean} repeatable whether it has the same effect once and twice
 */

export class Transport {
  #settings;

  /** @param {ReturnType<typeof import("./settings.js").readSettings>} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * @param {Outgoing} outgoing
   * @param {{ signal?: AbortSignal, timeout?: number, maxRetries?: number }} options
   */
  async send(outgoing, options) {
    const { clock, maxRetries, logger } = this.#settings;
    const { method, path, repeatable } = outgoing;
    for (let attempt = 1; ; attempt += 1) {
      options.signal?.throwIfAborted();
      const { result, error, status, reset } = await this.#attempt(outgoing, options);
      logger?.debug?.("helpthread request", { method, path, attempt, status, code: error?.code });
      if (!error) return result;
      options.signal?.throwIfAborted();
      const allowed = attempt <= (options.maxRetries ?? maxRetries) && core.mayRepeat(status, repeatable);
      const wait = allowed ? core.retryDelay(attempt, reset, clock.now(), clock.random()) : -1;
      if (wait < 0) throw error;
      logger?.warn?.("helpthread retry", { method, path, attempt, status, code: error.code, wait });
      await clock.sleep(wait, options.signal);
    }
  }

  /** One attempt; what it failed with is returned, `status` 0 when there was no whole answer. */
  async #attempt(outgoing, options) {
    const { clock, fetch } = this.#settings;
    const deadline = startDeadline(options.timeout ?? this.#settings.timeout, options.signal);
    let response;
    try {
      const sent = fetch(this.#settings.baseUrl + outgoing.path, { ...this.#request(outgoing), signal: deadline.signal });
      response = await deadline.orEnd(sent);
      const body = await deadline.orEnd(readAnswer(response, outgoing.shape, clock.now()));
      return { result: { ...body, response } };
    } catch (cause) {
      const error = deadline.expired() ? timedOut(cause) : typed(cause);
      const lost = error instanceof ConnectionError || !response;
      const reset = response?.headers.get("x-ratelimit-reset") ?? "";
      return { error, status: lost ? 0 : response.status, reset: /^\d{1,12}$/.test(reset) ? Number(reset) : 0 };
    } finally {
      deadline.clear();
    }
  }

  #request({ method, body, headers }) {
    const { workspaceKey, secret, clock } = this.#settings;
    const bytes = body === undefined ? NO_BODY : ENCODER.encode(body);
    const now = Math.floor(clock.now() / 1000);
    const authorization = core.authorization(workspaceKey, secret(), bytes, now);
    const type = body === undefined ? {} : { "Content-Type": "application/json" };
    return {
      method,
      body: body === undefined ? undefined : bytes,
      headers: { ...headers, ...type, Accept: "application/json", Authorization: authorization },
      redirect: "manual", // the signature is as good as the secret: it goes nowhere else
    };
  }
}

/** A signal that ends with the caller's own or when the time is over; `orEnd` is for a fetch that does not heed it. */
function startDeadline(milliseconds, signal) {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    controller.abort();
  }, milliseconds);
  const follow = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", follow, { once: true });
  const ended = new Promise((_resolve, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  return {
    signal: controller.signal,
    orEnd: (promise) => Promise.race([promise, ended]),
    expired: () => expired,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", follow);
    },
  };
}

function timedOut(cause) {
  const message = "There was no answer in time. Whether a write was applied is not known; timeout allows more time.";
  return new TimeoutError("timeout", message, { cause });
}

function typed(cause) {
  if (cause instanceof HelpThreadError) return cause;
  const message = "The API could not be reached. Check baseUrl and the network; whether a write was applied is not known.";
  return new ConnectionError("connection_failed", message, { cause });
}
