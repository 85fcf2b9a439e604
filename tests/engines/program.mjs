// Programs that the tests start: none of them, nor anything that it starts, outlives the test run, however that ends.

import { spawn } from "node:child_process";

/** The shell leads a process group of its own. It ends all of that group once the pipe from us closes, and a closed pipe needs no goodwill. */
const GUARD = '"$@" </dev/null & read -r line; kill -s KILL -- "-$$"';

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: Record<string, string | undefined>, read?: "stdout" | "stderr" }} [options] the environment, and the one output that is read
 */
export function startProgram(program, args, { env, read } = {}) {
  const child = spawn("sh", ["-c", GUARD, "guard", program, ...args], {
    detached: true,
    env,
    stdio: ["pipe", read === "stdout" ? "pipe" : "ignore", read === "stderr" ? "pipe" : "ignore"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  return {
    output: read && child[read],
    /** Ends it, and what it has started. */
    end: () => {
      child.stdin.end();
      child[read]?.resume();
      return ended;
    },
  };
}

/**
 * What comes of `work`, or an error with these words if that takes longer.
 *
 * @template T
 * @param {number} time in milliseconds
 * @param {string} words
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(time, words, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${words} within ${time / 1_000} s`)), time);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
