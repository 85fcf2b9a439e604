// A real WebKitGTK: its own MiniBrowser, driven through WebKitWebDriver, on a screen that nobody sees.

import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { startProgram, within } from "./program.mjs";

/** How long the driver may take to answer a command, in milliseconds; a navigation or a wait is one. */
const PATIENCE = 40_000;
/** And to give a session: once in some hundred times it never does, because the MiniBrowser ended before the driver reached it. */
const START = 30_000;
const TRIES = 3;

/** MiniBrowser looks for no bus and no settings of the machine's. */
const ALONE = { GDK_BACKEND: "x11", NO_AT_BRIDGE: "1", GTK_A11Y: "none", GSETTINGS_BACKEND: "memory", GTK_USE_PORTAL: "0", DBUS_SESSION_BUS_ADDRESS: "disabled:", LANG: "C.UTF-8" };

/** @param {Record<string, string | undefined>} environment with the time zone */
export async function startWebKit(environment) {
  const screen = startProgram(process.env.XVFB ?? "Xvfb", ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1000x24"], { read: "stdout" });
  /** @type {Awaited<ReturnType<typeof startDriver>> | undefined} */
  let driver;
  const endDriver = async () => {
    await driver?.end();
    driver = undefined;
  };
  const end = async () => {
    await endDriver();
    await screen.end();
  };
  try {
    const lines = createInterface({ input: screen.output });
    const [display] = await within(START, "Xvfb named no display", once(lines, "line"));
    const env = { ...environment, ...ALONE, DISPLAY: `:${display}` };
    const open = async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          driver ??= await startDriver(env);
          return await openWindow(driver.sessions, endDriver);
        } catch (error) {
          await endDriver();
          if (tries === TRIES) throw new Error(`WebKitWebDriver has given no session in ${TRIES} tries; the last: ${error.message}`, { cause: error });
          console.warn(`WebKitWebDriver is started anew: ${error.message}`);
        }
      }
    };
    return { open, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Starts the driver, and waits until it answers. */
async function startDriver(env) {
  const port = await freePort();
  const { end } = startProgram(process.env.WEBKIT_DRIVER ?? "WebKitWebDriver", [`--port=${port}`], { env });
  const signal = AbortSignal.timeout(START);
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`, { signal });
      return { sessions: `http://127.0.0.1:${port}/session`, end };
    } catch (error) {
      if (signal.aborted) {
        await end();
        throw new Error(`it does not listen within ${START / 1_000} s`, { cause: error });
      }
      await new Promise(setImmediate);
    }
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A command of the WebDriver protocol (https://www.w3.org/TR/webdriver2/#endpoints). */
async function ask(method, url, body, time = PATIENCE) {
  const command = `${method} ${new URL(url).pathname}`;
  const sent = fetch(url, { method, body: body && JSON.stringify(body), signal: AbortSignal.timeout(time) });
  const answer = await sent.catch((cause) => {
    throw new Error(`${command}: no answer within ${time / 1_000} s`, { cause });
  });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${command}: ${value.error}: ${value.message}`);
  return value;
}

/**
 * A browser of its own, which keeps nothing.
 *
 * @param {string} sessions
 * @param {() => Promise<void>} endDriver for a session that does not end
 * @returns {Promise<import("./page.mjs").Driver>}
 */
async function openWindow(sessions, endDriver) {
  const { sessionId } = await ask("POST", sessions, { capabilities: {} }, START);
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
    close: () => ask("DELETE", session, undefined, START).catch(endDriver),
  };
}
