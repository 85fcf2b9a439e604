/**
 * Bundles the signers for each runtime into build/, and prints how large packages are, as JSON: bundled alike by esbuild, minified, for a
 * Worker, with the wasm that the script imports. gzip is level 9, brotli level 11.
 */

import { cp, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = resolve(HERE, "../../npm/node/dist");
const WORKER = { bundle: true, format: "esm", target: "es2024", platform: "browser", conditions: ["workerd", "worker"] };
const OUTSIDE = ["node:*", "crypto", "*.wasm"];
const COMMON = { ...WORKER, minify: true, external: OUTSIDE, legalComments: "none", logLevel: "error" };

/** What a user imports, and the module that comes with it. */
const PACKAGES = {
  "@helpthread/node/signature": { code: `export * from "${DIST}/signature-workerd.js"`, wasm: "signature.wasm" },
  "@helpthread/node/signature, inline": { code: `export * from "${DIST}/signature.js"` },
  standardwebhooks: { code: `export { Webhook } from "standardwebhooks"` },
  "svix, its Webhook": { code: `export { Webhook } from "svix"` },
  "@helpthread/node": { code: `export * from "${DIST}/workerd.js"`, wasm: "core.wasm" },
  "@helpthread/node, inline": { code: `export * from "${DIST}/index.js"` },
  stripe: { code: `export { default } from "stripe"` },
  openai: { code: `export { default } from "openai"` },
  svix: { code: `export { Svix, Webhook } from "svix"` },
  octokit: { code: `export { Octokit } from "octokit"` },
};

async function script(code) {
  const { outputFiles } = await esbuild.build({ ...COMMON, stdin: { contents: code, resolveDir: HERE }, write: false });
  return outputFiles[0].contents;
}

async function measure([name, { code, wasm }]) {
  const files = [await script(code), ...(wasm ? [await readFile(join(DIST, wasm))] : [])];
  const total = (compress) => files.reduce((sum, file) => sum + compress(file).length, 0);
  return { name, gzip: total((file) => gzipSync(file, { level: 9 })), brotli: total(brotliCompressSync) };
}

const bundle = (entry, ours) =>
  esbuild.build({ ...COMMON, entryPoints: [join(HERE, "src", entry)], outfile: join(HERE, "build", entry), alias: { ours: join(DIST, ours) } });

await bundle("process.js", "index.js");
await bundle("worker.js", "workerd.js");
await cp(join(DIST, "core.wasm"), join(HERE, "build/core.wasm"));
console.log(JSON.stringify(await Promise.all(Object.entries(PACKAGES).map(measure))));
