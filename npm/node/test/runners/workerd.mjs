/** Plain workerd, running modules that a bundler made: no development server in front, and nothing compiles wasm from bytes. */

import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { run, TOOLS } from "../installed.mjs";

/** What wrangler would upload: the script, and the modules that it left outside. */
export async function bundleWithWrangler(project) {
  const parameters = [join(TOOLS, "wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", "wrangler"];
  const env = { WRANGLER_SEND_METRICS: "false", CI: "true", WRANGLER_LOG_PATH: join(project, "wrangler-logs") };
  await run(join(TOOLS, ".bin/node"), parameters, { cwd: project, env });
  return modulesOf(join(project, "wrangler"));
}

/** The scripts and wasm modules of a bundle. */
export async function modulesOf(folder) {
  const names = (await readdir(folder)).filter((name) => /\.(js|mjs|wasm)$/.test(name));
  const modules = names.map(async (name) => ({ name, path: join(folder, name), content: await readFile(join(folder, name)) }));
  // The script that the others are imported by comes first.
  return (await Promise.all(modules)).toSorted((a, b) => Number(a.name.endsWith(".wasm")) - Number(b.name.endsWith(".wasm")));
}

/**
 * Serves a bundle; `ask` fetches it once and gives the answer and everything that workerd has printed.
 *
 * @param {string} project
 * @param {{ name: string, path: string }[]} modules
 * @param {readonly string[]} flags compatibility flags
 */
export async function serveInWorkerd(project, modules, flags) {
  const embedded = modules.map(({ name, path }) => {
    const kind = name.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = ${JSON.stringify(name)}, ${kind} = embed ${JSON.stringify(relative(project, path))})`;
  });
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "consumer", worker = (
      modules = [${embedded.join(", ")}],
      compatibilityDate = "2025-01-01",
      compatibilityFlags = ${JSON.stringify(flags)},
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "consumer")],
);
`;
  const file = join(project, "consumer.capnp");
  await writeFile(file, config);
  return start(file);
}

async function start(file) {
  const child = spawn(join(TOOLS, ".bin/workerd"), ["serve", file, "--verbose", "--control-fd=3"], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(chunk));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const lines = createInterface({ input: child.stdio[3] })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  if (done) throw new Error(`workerd did not start:\n${Buffer.concat(printed)}`);
  const { port } = JSON.parse(value);
  return {
    ask: async (query) => (await fetch(`http://127.0.0.1:${port}/?${new URLSearchParams(query)}`)).text(),
    /** Ends it, and gives what it printed. */
    async end() {
      child.kill();
      await ended;
      return Buffer.concat(printed).toString();
    },
  };
}
