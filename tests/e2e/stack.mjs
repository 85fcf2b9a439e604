// The three Workers, run by `cargo xtask stack` (xtask/src/stack/lines.rs says how it talks): the tests use the very bundles and
// settings that people get. `cargo xtask test` names its own program in XTASK, so that nothing is compiled meanwhile.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = join(import.meta.dirname, "..", "..");

/** @typedef {"dashboard" | "proxy" | "api"} Worker */

/**
 * Starts all three.
 *
 * @param {string[]} [settings] what differs from the development settings, such as `proxy:EXPOSE_ASSIGNEE=true`
 */
export async function startStack(settings = []) {
  const { XTASK } = process.env;
  const [program, ...first] = XTASK ? [XTASK] : ["cargo", "--quiet", "xtask"];
  const child = spawn(program, [...first, "stack", ...settings.flatMap((setting) => ["--set", setting])], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the stack ended; are the bundles there? cargo xtask build");
    return JSON.parse(value);
  };
  /** @param {string} line */
  const order = async (line) => {
    child.stdin.write(`${line}\n`);
    const { ok, error } = await read();
    if (!ok) throw new Error(`${line}: ${error}`);
  };

  /** @type {Record<Worker, string>} */
  const urls = await read();
  return {
    ...urls,
    /** @param {Worker} worker */
    start: (worker) => order(`start ${worker}`),
    /** @param {Worker} worker */
    stop: (worker) => order(`stop ${worker}`),
    /** The end of its input is its own, and that of the Workers. */
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
