/** The package as people get it: packed by npm, and installed by npm into a project outside this repository. */

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");
export const TOOLS = join(ROOT, "../../node_modules");

/** The pinned Node first, for npm and whatever else asks the path for one. */
const PATH = [join(TOOLS, ".bin"), process.env.PATH].join(delimiter);

/**
 * Runs a program to its end and gives all that it printed.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @throws {Error} with its output, if it cannot be started or fails
 */
export function run(program, parameters, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const { HELPTHREAD_WORKSPACE_KEY, HELPTHREAD_WORKSPACE_SECRET, ...inherited } = process.env; // the developer's own
    const options = { cwd, env: { ...inherited, PATH, NO_COLOR: "1", ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, parameters, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${parameters.join(" ")}: ${error.code ?? error.signal}\n${stdout}${stderr}`));
      else resolve({ stdout, all: stdout + stderr });
    });
  });
}

/** Packs the package, as `npm publish` would. */
export async function pack(destination, root = ROOT) {
  await mkdir(destination, { recursive: true });
  const { stdout } = await run("npm", ["pack", root, "--json", "--ignore-scripts", "--offline", "--pack-destination", destination]);
  const [{ filename, files }] = JSON.parse(stdout);
  return { tarball: join(destination, filename), files: files.map(({ path }) => path) };
}

/** A project that has the package, and the scripts of `folder`; gone when it is disposed of. */
export async function install(folder) {
  const project = await mkdtemp(join(tmpdir(), "helpthread-consumer-"));
  const packed = await pack(join(project, "packed"));
  await writeFile(join(project, "package.json"), '{ "private": true }');
  await run("npm", ["install", packed.tarball, "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: project });
  await cp(join(import.meta.dirname, folder), project, { recursive: true });
  const read = (file) => readFile(join(project, "node_modules/@helpthread/node", file));
  return { project, read, ...packed, dispose: () => rm(project, { recursive: true, force: true }) };
}
