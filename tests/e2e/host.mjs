// A host that is not our dashboard: one page with the widget in it, the script that gives it tokens, and the tokens.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { JANE } from "./dashboard.mjs";
import { SESSION_SECRET } from "./workspace.mjs";

/** What the host's page does, as npm/widget/README.md says; `heard`, `asked`, `answered` and `violated` are for the tests to read. */
const SCRIPT = `
  globalThis.heard = [];
  globalThis.asked = [];
  globalThis.answered = [];
  globalThis.violated = [];
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => violated.push(effectiveDirective + " " + blockedURI));
  const { fetch } = globalThis;
  globalThis.fetch = async (...request) => {
    const answer = await fetch(...request);
    if (!answer.url.includes("/v1/")) return answer;
    answered.push(answer.ok ? answer.status : (await answer.clone().json()).error.code);
    return answer;
  };
  for (const name of ["ready", "error"]) {
    addEventListener("helpthread-" + name, ({ detail }) => heard.push(detail.code ?? name));
  }
  globalThis.getToken = async (reason) => {
    asked.push(reason);
    const answer = await fetch("/support-token?" + reason);
    return answer.status === 204 ? null : answer.text();
  };
  for (const history of document.querySelectorAll("helpthread-history")) history.getToken = getToken;
`;

/** Starts the host. Its origin has to be among the proxy's ALLOWED_ORIGINS. */
export async function startHost() {
  const server = createServer((request, response) => answer(host, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const host = {
    origin: `http://127.0.0.1:${port}`,
    /** The same page under an origin that nobody allowed. */
    foreignOrigin: `http://localhost:${port}`,
    ...plain(""),
    /** Shows a plain page with the widget of this proxy. @param {string} proxy */
    show: (proxy) => Object.assign(host, plain(proxy)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return host;
}

/** What a test may change until it ends. @param {string} proxy */
const plain = (proxy) => ({
  proxy,
  customer: JANE,
  direction: "ltr",
  language: "en",
  /** More attributes of the element, as markup. */
  attributes: "",
  /** What the element holds, as markup. */
  content: "Loading your conversations",
  /** How many widgets the page has. */
  widgets: 1,
  /** Other files of the host's, by path. @type {Map<string, { type: string, body: string | Buffer }>} */
  files: new Map(),
  /** The page's Content-Security-Policy; none otherwise. */
  policy: "",
  /** Gives a token for a reason, or null when nobody is signed in. @type {(reason: string) => string | null} */
  token: () => mint(),
});

/**
 * A session token as any JWT library makes it (proxy.md section 1).
 *
 * @param {{ lifetime?: number, age?: number, secret?: string, customer?: string, agent?: string, scope?: string }} [options] times in seconds;
 * an agent's session where one is named
 */
export function mint({ lifetime = 600, age = 0, secret = SESSION_SECRET, customer = JANE, agent, scope } = {}) {
  const issued = Math.floor(Date.now() / 1000) - age;
  const header = { alg: "HS256", typ: "helpthread-session+jwt" };
  const claims = { aud: "helpthread-edge", sub: agent ?? customer, role: agent ? "agent" : "customer", scope, iat: issued, exp: issued + lifetime };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function answer(host, { url }, response) {
  const [path, query] = url.split("?");
  const headers = { "Content-Type": path === "/support.js" ? "text/javascript" : "text/html; charset=utf-8" };
  if (host.policy) headers["Content-Security-Policy"] = host.policy;
  const file = host.files.get(path);
  if (file) return response.writeHead(200, { ...headers, "Content-Type": file.type }).end(file.body);
  if (path === "/") return response.writeHead(200, headers).end(page(host));
  if (path === "/support.js") return response.writeHead(200, headers).end(SCRIPT);
  const token = path === "/support-token" ? host.token(query) : null;
  return response.writeHead(token === null ? 204 : 200, { "Content-Type": "text/plain" }).end(token);
}

const page = ({ proxy, customer, direction, language, attributes, content, widgets }) => `<!doctype html>
<html lang="${language}" dir="${direction}"><meta name="viewport" content="width=device-width"><title>A host's page</title>
${`<helpthread-history endpoint="${proxy}" customer="${customer}" ${attributes}>${content}</helpthread-history>\n`.repeat(widgets)}
<script type="module" src="/support.js"></script>
<script type="module" src="${proxy}/widget/history.js"></script>
</html>`;
