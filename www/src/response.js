/**
 * Answers, with the headers that each of them carries. The content security policy is the strictest one the widget
 * documents (widget.md, Security): only this dashboard and the proxy may be asked for anything.
 */

/** @import { Markup } from "./html.js" */

/**
 * @param {string | null} proxyOrigin null while the dashboard is not configured: then nothing but itself is allowed
 */
function contentSecurityPolicy(proxyOrigin) {
  const proxy = proxyOrigin ? ` ${proxyOrigin}` : "";
  return [
    "default-src 'none'",
    `script-src 'self'${proxy} 'wasm-unsafe-eval'`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${proxy}${proxy.replace(" http", " ws")}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/** `same-origin` and not `no-referrer`: the latter makes browsers send `Origin: null` with our own forms. */
const EVERY_ANSWER = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
};

/**
 * @param {Response} response
 * @param {{ proxyOrigin: string | null, secure: boolean }} site
 */
export function withSecurityHeaders(response, { proxyOrigin, secure }) {
  for (const [name, value] of Object.entries(EVERY_ANSWER)) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", contentSecurityPolicy(proxyOrigin));
  if (secure) response.headers.set("Strict-Transport-Security", "max-age=31536000");
  return response;
}

/**
 * A page. Pages show personal data, so no cache keeps one.
 *
 * @param {Markup} markup
 * @param {number} [status]
 */
export function page(markup, status = 200) {
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  return new Response(markup.toString(), { status, headers });
}

/**
 * @param {string} body
 * @param {number} [status]
 */
export function text(body, status = 200) {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  return new Response(body, { status, headers });
}

/**
 * An error in the API's shape (api-v1.md section 4), for scripts.
 *
 * @param {number} status
 * @param {string} code
 * @param {string} message
 */
export function jsonError(status, code, message) {
  return Response.json({ error: { code, message } }, { status, headers: { "Cache-Control": "no-store" } });
}

/**
 * 303, so that a form's POST becomes a GET.
 *
 * @param {string} location a path of ours
 * @param {string} [cookie]
 */
export function seeOther(location, cookie) {
  const headers = new Headers({ Location: location, "Cache-Control": "no-store" });
  if (cookie) headers.set("Set-Cookie", cookie);
  return new Response(null, { status: 303, headers });
}
