/**
 * The documentation pack under /docs: the files of docs/ as they are, embedded at build time (www/build/docs.js), and the signature
 * debugger's script. Anybody may read it, signed in or not.
 *
 * Its pages need no script, so none may run, with one exception: the debugger, on the page that has it. No page may send anything anywhere.
 */

import everything from "../../build/docs.js";
import debuggerScript from "./debugger.js?file";

const ROOT = "/docs/";

/** @type {Record<string, { text: string, etag: string }>} */
const files = everything;

/** @type {Record<string, string>} */
const TYPES = {
  html: "text/html; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
};

/** @param {boolean} hasDebugger */
function contentSecurityPolicy(hasDebugger) {
  const script = hasDebugger ? "'self' 'wasm-unsafe-eval'" : "'none'";
  return [
    "default-src 'none'",
    `script-src ${script}`,
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/**
 * The answer to a request for /docs, null to any other.
 *
 * @param {Request} request
 * @returns {Response | null}
 */
export function serveDocumentation(request) {
  const { pathname } = new URL(request.url);
  if (pathname !== "/docs" && !pathname.startsWith(ROOT)) return null;
  if (!["GET", "HEAD"].includes(request.method)) return answer(405, "Read it.\n", "", { Allow: "GET, HEAD" });
  if (pathname === "/docs") return answer(308, "", "", { Location: ROOT });
  const name = pathname.slice(ROOT.length) || "index.html";
  const file = name === "debugger.js" ? debuggerScript : Object.hasOwn(files, name) ? files[name] : undefined;
  if (!file) return answer(404, "There is no such page: see /docs/\n", "");
  const headers = { "Cache-Control": "no-cache", ETag: file.etag };
  if (request.headers.get("If-None-Match") === file.etag) return answer(304, null, name, headers);
  return answer(200, file.text, name, headers);
}

/**
 * @param {number} status
 * @param {string | null} body
 * @param {string} name the file's
 * @param {Record<string, string>} [more] headers
 */
function answer(status, body, name, more = {}) {
  const type = TYPES[name.split(".").pop() ?? ""] ?? "text/plain; charset=utf-8";
  return new Response(body, {
    status,
    headers: {
      "Content-Type": type,
      "Content-Security-Policy": contentSecurityPolicy(name === "authentication.html"),
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      ...more,
    },
  });
}
