/** What a client is made with: every option checked once, the missing ones from the environment, none of them in a browser. */

import { invalid, optionsObject } from "./arguments.js";
import * as core from "./core-client.js";
import { HelpThreadError } from "./error.js";

const BASE_URL = "https://api.helpthread.com/v1";
const TIMEOUT = 30_000;
/** The largest that setTimeout takes. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const MAX_RETRIES = 4;

const NAMES = [
  "workspaceKey",
  "workspaceSecret",
  "baseUrl",
  "fetch",
  "timeout",
  "maxRetries",
  "logger",
  "idempotentUpstream",
  "clock",
];

/** @param {unknown} options */
export function readSettings(options) {
  refuseBrowser();
  const read = optionsObject(options, NAMES);
  const workspaceKey = read.workspaceKey ?? fromEnvironment("HELPTHREAD_WORKSPACE_KEY");
  const workspaceSecret = read.workspaceSecret ?? fromEnvironment("HELPTHREAD_WORKSPACE_SECRET");
  if (typeof workspaceKey !== "string") throw missing("workspaceKey", "HELPTHREAD_WORKSPACE_KEY");
  if (typeof workspaceSecret !== "string") throw missing("workspaceSecret", "HELPTHREAD_WORKSPACE_SECRET");
  // Both are tried out now, and not with the first request.
  core.authorization(workspaceKey, workspaceSecret, new Uint8Array(), 0);
  return {
    workspaceKey,
    secret: () => workspaceSecret, // a function's closure is printed by nothing
    baseUrl: baseUrl(read.baseUrl ?? BASE_URL),
    fetch: ownFetch(read.fetch),
    timeout: timeout(read.timeout ?? TIMEOUT),
    maxRetries: maxRetries(read.maxRetries ?? MAX_RETRIES),
    logger: /** @type {any} */ (read.logger),
    idempotentUpstream: flag(read.idempotentUpstream ?? false, "idempotentUpstream"),
    clock: { ...SYSTEM_CLOCK, .../** @type {object} */ (read.clock) },
  };
}

function missing(name, variable) {
  return invalid(`${name} is missing: pass it, or set ${variable} (and in Deno allow it to be read: --allow-env=${variable}).`);
}

/** Deno throws where a program may not read a variable: then it is not there. */
function fromEnvironment(variable) {
  try {
    return globalThis.process?.env?.[variable];
  } catch {
    return undefined;
  }
}

function refuseBrowser() {
  const { window, process, WorkerGlobalScope, importScripts } = /** @type {any} */ (globalThis);
  const page = window?.document?.createElement !== undefined;
  const worker = WorkerGlobalScope !== undefined && typeof importScripts === "function";
  if ((page || worker) && !(process?.versions?.node && process.type !== "renderer")) {
    const message =
      "A workspace secret must never be in a browser: whoever opens the page could read and write the whole workspace. " +
      "Call HelpThread from a back end, or through the HelpThread Edge proxy with a session token.";
    throw new HelpThreadError("browser_refused", message);
  }
}

/** Plain http is for this machine: elsewhere a signature on the wire is the secret on the wire. */
function baseUrl(value) {
  let url;
  try {
    url = new URL(/** @type {string} */ (value));
  } catch {
    throw invalid("baseUrl must be a URL such as https://api.helpthread.com/v1.");
  }
  const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    throw invalid("baseUrl must be https, or http on this machine: whoever sees a signature can use it.");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalid("baseUrl must be scheme, host and path only.");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function ownFetch(given) {
  if (given === undefined) return (input, init) => globalThis.fetch(input, init);
  if (typeof given !== "function") throw invalid("fetch must be a function.");
  return (input, init) => given(input, init); // called without `this`, which Workers insist on
}

/** @param {unknown} value */
export function timeout(value) {
  if (typeof value !== "number" || !(value > 0 && value <= LONGEST_TIMEOUT)) throw invalid("timeout must be milliseconds, above 0.");
  return value;
}

/** @param {unknown} value */
export function maxRetries(value) {
  if (!Number.isInteger(value) || /** @type {number} */ (value) < 0 || /** @type {number} */ (value) > MAX_RETRIES) {
    throw invalid("maxRetries must be 0 to 4.");
  }
  return /** @type {number} */ (value);
}

function flag(value, name) {
  if (typeof value !== "boolean") throw invalid(`${name} must be true or false.`);
  return value;
}

const SYSTEM_CLOCK = {
  now: () => Date.now(),
  random: () => crypto.getRandomValues(new Uint32Array(1))[0],
  /**
   * @param {number} milliseconds
   * @param {AbortSignal} [signal]
   * @returns {Promise<void>}
   */
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, milliseconds);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
    }),
};
