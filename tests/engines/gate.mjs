// A way to the proxy that can be told to refuse: what a busy proxy answers, without making one busy.

import { createServer } from "node:http";

/** What does not travel on: it is about one connection, or the answer's bytes as they came. */
const OWN = ["connection", "content-encoding", "content-length", "host", "keep-alive", "transfer-encoding"];

const passed = (headers) => Object.entries(headers).filter(([name]) => !OWN.includes(name));

/**
 * Starts it. Every request goes on to the proxy, except GETs of the API while there are refusals left.
 *
 * @param {string} proxy
 * @param {{ refusals: number, retryAfter: number }} busy how many GETs are refused, and the seconds that each asks to wait
 */
export async function startGate(proxy, busy) {
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    if (method === "GET" && url.startsWith("/v1/") && busy.refusals > 0) {
      busy.refusals -= 1;
      const { origin } = headers;
      response.writeHead(429, { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After", "Retry-After": busy.retryAfter });
      return response.end(JSON.stringify({ error: { code: "rate_limit_exceeded", message: "Too many requests." } }));
    }
    const answer = await fetch(proxy + url, { method, headers: passed(headers) });
    response.writeHead(answer.status, Object.fromEntries(passed(Object.fromEntries(answer.headers))));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
