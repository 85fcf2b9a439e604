/**
 * A project made as the README says, from the package as npm packs it, in a folder outside this repository and with neither cargo nor
 * rustc to be found.
 *
 * No registry is asked: the package comes from its tarball, and wrangler is the repository's own, of the version that the template names.
 */

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pack, run, TOOLS } from "../../node/test/installed.mjs";

export const ROOT = join(import.meta.dirname, "..");
const WRANGLER = join(TOOLS, "wrangler/bin/wrangler.js");

/** How long wrangler may take to serve, on a busy machine. */
const START_MILLISECONDS = 120_000;

/** Makes the project; `dispose` removes it. */
export async function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), "helpthread-worker-"));
  const project = join(folder, "proxy");
  mkdirSync(project);
  const packed = await pack(join(folder, "packed"), ROOT);
  const environment = withoutRust(folder);
  const offline = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", ["install", packed.tarball, ...offline], { cwd: project, env: environment });
  cpSync(join(project, "node_modules/@helpthread/worker/template"), project, { recursive: true });
  const template = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  await run("npm", ["pkg", "delete", "devDependencies.wrangler"], { cwd: project, env: environment });
  await run("npm", ["install", packed.tarball, ...offline], { cwd: project, env: environment });
  return { folder, project, packed, template, environment, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A path with the pinned Node and npm on it and nothing else, and a home that has no settings. */
function withoutRust(folder) {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  symlinkSync(realpathSync(join(TOOLS, ".bin/node")), join(programs, "node"));
  symlinkSync(realpathSync(execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim()), join(programs, "npm"));
  return {
    PATH: programs,
    HOME: folder,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: join(folder, "logs"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CI: "true",
    NO_COLOR: "1",
  };
}

/** Whether a program is on the project's path. */
export function isThere(program, { environment }) {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${program}`], { env: environment });
    return true;
  } catch {
    return false;
  }
}

/** `wrangler deploy --dry-run`: what it says. The bundle is in `deployed/` of the project. */
export async function deployDryly({ project, environment }) {
  const parameters = [WRANGLER, "deploy", "--dry-run", "--outdir", "deployed"];
  const { all } = await run(join(TOOLS, ".bin/node"), parameters, { cwd: project, env: environment });
  return all;
}

/**
 * `wrangler dev`, with these values in place of those in wrangler.jsonc, and these secrets.
 *
 * @returns where it listens, and what ends it
 */
export async function serve({ project, environment }, variables, secrets) {
  writeFileSync(join(project, ".dev.vars"), lines(secrets));
  const values = Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const address = ["--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0", "--show-interactive-dev-session=false"];
  const child = spawn(join(TOOLS, ".bin/node"), [WRANGLER, "dev", ...address, ...values], {
    cwd: project,
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true, // a group of its own, so that workerd ends with it
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const printed = [];
  const end = async () => {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
    await ended;
  };
  const tooLate = setTimeout(end, START_MILLISECONDS);
  child.stderr.on("data", (chunk) => printed.push(chunk));
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(`${line}\n`);
    const [, url] = /Ready on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (!url) continue;
    clearTimeout(tooLate);
    child.stdout.resume();
    return { url, end };
  }
  clearTimeout(tooLate);
  throw new Error(`wrangler dev did not start:\n${printed.join("")}`);
}

function lines(pairs) {
  return Object.entries(pairs).map(([name, value]) => `${name}=${value}\n`).join("");
}
