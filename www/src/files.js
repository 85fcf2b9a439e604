/**
 * The dashboard's own scripts, style sheet and icon, embedded at build time: `?file` gives a file's text and its tag.
 */

import style from "./assets/styles/dashboard.css?file";
import icon from "./assets/favicon.svg?file";
import inbox from "./assets/inbox.js?file";
import playground from "./assets/playground.js?file";
import search from "./assets/search.js?file";
import support from "./assets/support.js?file";
import writeIn from "./assets/write-in.js?file";

/** @type {Record<string, { type: string, file: { text: string, etag: string } }>} */
const FILES = {
  "dashboard.css": { type: "text/css; charset=utf-8", file: style },
  "favicon.svg": { type: "image/svg+xml", file: icon },
  "inbox.js": { type: "text/javascript; charset=utf-8", file: inbox },
  "playground.js": { type: "text/javascript; charset=utf-8", file: playground },
  "search.js": { type: "text/javascript; charset=utf-8", file: search },
  "support.js": { type: "text/javascript; charset=utf-8", file: support },
  "write-in.js": { type: "text/javascript; charset=utf-8", file: writeIn },
};

/**
 * @param {string} name one of the names in the route table
 * @param {Headers} headers the request's
 */
export function serveFile(name, headers) {
  const { type, file } = FILES[name];
  const answer = { "Content-Type": type, "Cache-Control": "no-cache", ETag: file.etag };
  if (headers.get("If-None-Match") === file.etag) return new Response(null, { status: 304, headers: answer });
  return new Response(file.text, { headers: answer });
}
