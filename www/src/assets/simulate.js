/**
 * Answers that go wrong, for the playground alone: requests to the proxy's API get made-up answers, in the shape that the proxy
 * gives them (proxy.md section 2), and never leave the page.
 */

const real = globalThis.fetch;
const SLOW = 3_000; // milliseconds
const RETRY_AFTER = 20; // seconds

/** @param {number} status @param {string} code @param {string} message @param {Record<string, string>} [headers] */
const refusal = (status, code, message, headers) => () => Response.json({ error: { code, message } }, { status, headers });

/** @type {Record<string, (ask: () => Promise<Response>, url: URL) => Promise<Response> | Response>} */
const FAILURES = {
  slow: async (ask) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW));
    return ask();
  },
  empty: () => Response.json({ data: [], pagination: { next_cursor: null, has_more: false } }),
  unknown: refusal(404, "customer_not_found", "No customer was found."),
  offline: () => Promise.reject(new TypeError("Failed to fetch")),
  unavailable: refusal(502, "upstream_unavailable", "HelpThread could not be reached."),
  limited: refusal(429, "rate_limit_exceeded", "Too many requests.", { "Retry-After": String(RETRY_AFTER) }),
  misconfigured: refusal(503, "misconfigured", "The proxy is not set up correctly."),
  more: (ask, url) =>
    url.searchParams.has("cursor") ? refusal(502, "upstream_unavailable", "HelpThread could not be reached.")() : ask(),
};

/**
 * @param {string} failure one of the playground's; none, or one that is no answer, lets everything through
 * @param {string} endpoint the proxy
 */
export function simulate(failure, endpoint) {
  const fail = FAILURES[failure];
  if (!fail) {
    globalThis.fetch = real;
    return;
  }
  globalThis.fetch = (input, init) => {
    const ask = () => real.call(globalThis, input, init);
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    return url.href.startsWith(`${endpoint}/v1/`) ? Promise.resolve(fail(ask, url)) : ask();
  };
}
