/**
 * What an integrator copies: everything that her own application needs to show what the playground shows, and nothing else.
 * It runs in the Worker and in the browser.
 */

import { escape } from "../html.js";
import { attributesOf, propertiesOf } from "./settings.js";

/** @import { PlaygroundSettings } from "./settings.js" */

/** Longer tags are written with one attribute a line. */
const LINE = 80;

/** @typedef {{ id: string, title: string, where: string, text(settings: PlaygroundSettings, endpoint: string): string }} Snippet */

/** In the order in which one needs them. @type {Snippet[]} */
export const SNIPPETS = [
  { id: "server", title: "Mint a token", where: "your back end", text: server },
  { id: "html", title: "Place the element", where: "your page", text: markup },
  { id: "script", title: "Hand it the token", where: "/support.js", text: script },
  { id: "css", title: "Give it your colours", where: "your style sheet", text: css },
  { id: "policy", title: "Allow it", where: "your Content-Security-Policy", text: policy },
];

/** @param {PlaygroundSettings} settings */
function server({ role }) {
  const [who, named] =
    role === "agent"
      ? ["an agent's id, usr_…, from your login", 'role: "agent", agentId: request.session.agentId']
      : ["from your login, never from a parameter", 'role: "customer", customerId: request.session.customerId'];
  return `import { sessionTokens } from "@helpthread/node";

app.get("/support-token", (request, response) => {
  if (!request.session) return response.sendStatus(401);
  // ${who}
  const who = { ${named} };
  const token = sessionTokens.create(who, process.env.SESSION_SECRET);
  response.set("Cache-Control", "no-store").type("text").send(token);
});`;
}

/**
 * @param {PlaygroundSettings} settings
 * @param {string} endpoint
 */
function markup(settings, endpoint) {
  const attributes = attributesOf(settings, endpoint).map(([name, value]) => `${name}="${escape(value)}"`);
  const line = `<helpthread-history ${attributes.join(" ")}>`;
  const tag = line.length <= LINE ? line : `<helpthread-history\n  ${attributes.join("\n  ")}>`;
  return `<script type="module" src="${escape(endpoint)}/widget/history.js"></script>
<script type="module" src="/support.js"></script>

${tag}
  Loading your conversations…
</helpthread-history>`;
}

function script() {
  return `document.querySelector("helpthread-history").getToken = async () => {
  const response = await fetch("/support-token");
  return response.ok ? response.text() : null; // null: nobody is signed in
};`;
}

/** @param {PlaygroundSettings} settings */
function css(settings) {
  const properties = propertiesOf(settings).map(([name, value]) => `  ${name}: ${value};`);
  return properties.length > 0 ? `helpthread-history {\n${properties.join("\n")}\n}` : "/* Nothing: these are the widget's own. */";
}

/**
 * @param {PlaygroundSettings} settings
 * @param {string} endpoint
 */
function policy(settings, endpoint) {
  const socket = settings.live === "off" ? "" : ` ${endpoint.replace(/^http/, "ws")}`;
  return `script-src 'self' ${endpoint} 'wasm-unsafe-eval';\nconnect-src 'self' ${endpoint}${socket};`;
}
