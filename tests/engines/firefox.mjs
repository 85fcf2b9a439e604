// A real Firefox, driven through its own WebDriver BiDi: it needs no driver program, and Debian has none.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startProgram, within } from "./program.mjs";

/** How long Firefox may take to start, and to carry out a command, in milliseconds; a navigation or a wait is one. */
const PATIENCE = 60_000;

/** Nothing that Firefox asks for by itself belongs to a test; and English, whatever the machine speaks. */
const PREFERENCES = {
  "app.update.disabledForTesting": true,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "intl.accept_languages": "en-GB",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "remote.active-protocols": 1,
};

/** @param {Record<string, string | undefined>} environment with the time zone */
export async function startFirefox(environment) {
  const profile = mkdtempSync(join(tmpdir(), "helpthread-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const firefox = startProgram(process.env.FIREFOX ?? "firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"], {
    env: { ...environment, HOME: profile },
    read: "stderr",
  });
  const end = async () => {
    await firefox.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const url = await within(PATIENCE, "Firefox did not listen for WebDriver BiDi", address(firefox.output));
    const ask = await connect(`${url}/session`);
    await ask("session.new", { capabilities: {} });
    return { open: () => openTab(ask), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Where it listens, as it says itself. */
async function address(output) {
  for await (const line of createInterface({ input: output })) {
    const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (!url) continue;
    output.resume();
    return url;
  }
  throw new Error("Firefox ended before it listened for WebDriver BiDi");
}

/** A connection on which each command is answered by its id. */
async function connect(url) {
  const socket = new WebSocket(url);
  const waiting = new Map();
  let last = 0;
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no WebDriver BiDi at ${url}`));
  });
  socket.onmessage = ({ data }) => {
    const { id, type, result, error, message } = JSON.parse(data);
    const { resolve, reject, method } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (type === "success") resolve?.(result);
    else reject?.(new Error(`${method}: ${error}: ${message}`));
  };
  socket.onclose = () => waiting.forEach(({ reject, method }) => reject(new Error(`${method}: Firefox has closed the connection`)));
  return (method, params) => {
    const answer = new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject, method });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
    return within(PATIENCE, `${method}: Firefox did not answer`, answer);
  };
}

/** A tab with cookies and storage of its own. @returns {Promise<import("./page.mjs").Driver>} */
async function openTab(ask) {
  const { userContext } = await ask("browser.createUserContext", {});
  const { context } = await ask("browsingContext.create", { type: "tab", userContext });
  await ask("browsingContext.setViewport", { context, viewport: { width: 1280, height: 860 } });
  return {
    goto: (url) => ask("browsingContext.navigate", { context, url, wait: "complete" }),
    call: async (source, args) => {
      const functionDeclaration = `async (args) => JSON.stringify({ value: await (${source})(...JSON.parse(args)) })`;
      const params = { functionDeclaration, awaitPromise: true, target: { context }, arguments: [{ type: "string", value: JSON.stringify(args) }] };
      const { type, result, exceptionDetails } = await ask("script.callFunction", params);
      if (type === "exception") throw new Error(exceptionDetails.text);
      return JSON.parse(result.value).value;
    },
    input: (actions) => ask("input.performActions", { context, actions }),
    close: () => ask("browser.removeUserContext", { userContext }),
  };
}
