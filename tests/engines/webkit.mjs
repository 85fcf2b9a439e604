// A real WebKitGTK: its own MiniBrowser, driven through WebKitWebDriver, on a screen that nobody sees.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const DEADLINE = 20_000;

/** @param {Record<string, string | undefined>} environment with the time zone */
export async function startWebKit(environment) {
  const programs = [];
  const end = async () => {
    for (const { child, ended } of programs.reverse()) {
      child.kill();
      await ended;
    }
  };
  const start = (program, args, options) => {
    const child = spawn(program, args, options);
    const ended = new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
    ended.catch(() => {});
    programs.push({ child, ended });
    return child;
  };
  try {
    const screen = start(process.env.XVFB ?? "Xvfb", ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1000x24"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const { value: display } = await createInterface({ input: screen.stdout })[Symbol.asyncIterator]().next();
    const port = await freePort();
    start(process.env.WEBKIT_DRIVER ?? "WebKitWebDriver", [`--port=${port}`], {
      env: { ...environment, DISPLAY: `:${display}`, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1", LANG: "C.UTF-8" },
      stdio: "ignore",
    });
    await listens(port);
    return { open: () => openWindow(`http://127.0.0.1:${port}/session`), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the driver answers. */
async function listens(port) {
  const signal = AbortSignal.timeout(DEADLINE);
  for (;;) {
    try {
      return await fetch(`http://127.0.0.1:${port}/status`, { signal });
    } catch (error) {
      if (signal.aborted) throw new Error("WebKitWebDriver does not answer", { cause: error });
      await new Promise(setImmediate);
    }
  }
}

/** A command of the WebDriver protocol (https://www.w3.org/TR/webdriver2/#endpoints). */
async function ask(method, url, body) {
  const command = `${method} ${new URL(url).pathname}`;
  const sent = fetch(url, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(2 * DEADLINE) });
  const answer = await sent.catch((cause) => {
    throw new Error(`${command}: no answer`, { cause });
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${command}: ${value.error}: ${value.message}`);
  return value;
}

/** A browser of its own, which keeps nothing. @returns {Promise<import("./page.mjs").Driver>} */
async function openWindow(sessions) {
  const { sessionId } = await ask("POST", sessions, { capabilities: {} });
  const session = `${sessions}/${sessionId}`;
  return {
    goto: (url) => ask("POST", `${session}/url`, { url }),
    call: async (source, args) => {
      const script = `const done = arguments[1]; (${source})(...JSON.parse(arguments[0])).then((value) => done(JSON.stringify({ value })), (error) => done(JSON.stringify({ error: String(error) })));`;
      const { value, error } = JSON.parse(await ask("POST", `${session}/execute/async`, { script, args: [JSON.stringify(args)] }));
      if (error) throw new Error(error);
      return value;
    },
    input: (actions) => ask("POST", `${session}/actions`, { actions }),
    close: () => ask("DELETE", session),
  };
}
