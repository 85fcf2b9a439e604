/** What tests of an integration need: a clock that does not wait, a network that fails on order, deliveries that are signed. */

import { webhooks } from "helpthread:package";

/** @param {number} [start] unix milliseconds */
export function fakeClock(start = Date.parse("2024-05-13T14:24:00Z")) {
  let now = start;
  const waits = [];
  return {
    waits,
    now: () => now,
    random: () => 0,
    /**
     * @param {number} milliseconds
     * @param {AbortSignal} [signal]
     */
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** @param {...any} steps */
export function scriptedFetch(...steps) {
  const requests = [];
  /** @param {RequestInfo | URL} input @param {RequestInit} [init] */
  const fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    const step = steps[Math.min(requests.length, steps.length) - 1];
    if (step === "lost" || step === undefined) throw new TypeError("fetch failed");
    return typeof step === "function" ? step(request) : written(step);
  };
  return Object.assign(fetch, { requests });
}

function written({ status = 200, body, headers, reset = false }) {
  const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(reset ? bytes.subarray(0, bytes.length >> 1) : bytes);
      if (!reset) controller.close();
    },
    pull(controller) {
      if (reset) controller.error(new TypeError("terminated"));
    },
  });
  return new Response(stream, { status, headers: { "Content-Type": "application/json", ...headers } });
}

/**
 * @param {{ type: string, timestamp: string, data: object }} event
 * @param {string} secret
 * @param {{ id?: string, timestamp?: number }} [options]
 */
export function signedDelivery(event, secret, { id = `dlv_${crypto.randomUUID()}`, timestamp } = {}) {
  const body = JSON.stringify(event);
  return { body, headers: { "Content-Type": "application/json", ...webhooks.sign({ id, timestamp, body }, secret) } };
}
