/**
 * Forms that change something: whether one of our own pages sent it, and what it says.
 */

/**
 * Whether a form was sent by a page of this dashboard. Only hosts are compared: behind a proxy that ends TLS the Worker
 * sees http where the browser saw https.
 *
 * @param {Request} request
 */
export function isOwnForm(request) {
  const origin = request.headers.get("Origin") ?? "";
  return URL.canParse(origin) && new URL(origin).host === new URL(request.url).host;
}

/**
 * @param {Request} request
 * @param {number} limit bytes; what is larger is no form of ours
 * @returns {Promise<URLSearchParams | null>} null if it is not a form
 */
export async function readForm(request, limit) {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^application\/x-www-form-urlencoded(\s*;|$)/i.test(type) || !request.body) return null;

  const decoder = new TextDecoder();
  let body = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) return null;
    body += decoder.decode(chunk, { stream: true });
  }
  return new URLSearchParams(body + decoder.decode());
}
