/**
 * Assembles dist/ from the wasm that cargo built:
 *
 *     node npm/node/build.mjs --wasm <crates/sdk's .wasm> --bindgen <wasm-bindgen> [--wasm-opt <command>] [--release]
 *
 * With --release the module is optimised (by --wasm-opt, or the binaryen of node_modules) and the scripts are minified.
 * Either way the finished package is loaded and asked for a known signature, so that a module nobody can instantiate
 * never leaves here.
 */

import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "src");
const DIST = join(HERE, "dist");

/** What every engine has had for years and LLVM emits. Never --all-features: V8 rejects what that yields. */
const WASM_FEATURES = [
  "bulk-memory",
  "multivalue",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "sign-ext",
];

const { values: given } = parseArgs({
  options: {
    wasm: { type: "string" },
    bindgen: { type: "string" },
    "wasm-opt": { type: "string", default: resolve(HERE, "../../node_modules/.bin/wasm-opt") },
    release: { type: "boolean", default: false },
  },
});
if (!given.wasm || !given.bindgen) {
  console.error("Build it with: cargo xtask build sdk");
  process.exit(2);
}

/** Everything is made and checked here; dist/ is replaced at the end, so that nobody finds it half made. */
const work = await mkdtemp(join(tmpdir(), "helpthread-node-"));
const made = join(work, "dist");

async function build() {
  const output = ["--out-dir", work, "--out-name", "core", "--no-typescript", "--remove-producers-section"];
  run(given.bindgen, ["--target", "bundler", ...output, given.wasm]);
  const wasm = join(work, "core_bg.wasm");
  const features = WASM_FEATURES.map((name) => `--enable-${name}`);
  if (given.release) run(given["wasm-opt"], ["-Os", "--strip-debug", ...features, wasm, "-o", wasm]);

  await mkdir(made);
  await cp(wasm, join(made, "core.wasm"));
  for (const name of ["index", "slim", "core.wasm", "testing"]) await declare(name);
  await Promise.all([
    bundle("entry-inline.js", "index.js", "esm"),
    bundle("entry-inline.js", "index.cjs", "cjs"),
    bundle("entry-workerd.js", "workerd.js", "esm"),
    bundle("entry-edge-light.js", "edge-light.js", "esm"),
    bundle("entry-slim.js", "slim.js", "esm"),
    bundle("entry-slim.js", "slim.cjs", "cjs"),
    bundle("testing.js", "testing.js", "esm"),
    bundle("testing.js", "testing.cjs", "cjs"),
  ]);
  await check();
  await rm(DIST, { recursive: true, force: true });
  await cp(made, DIST, { recursive: true });
}

/** The types of an entry for either kind of module; what names a file beside it names the one of its own kind. */
async function declare(name) {
  const types = await readFile(join(SOURCE, `${name}.d.ts`), "utf8");
  await writeFile(join(made, `${name}.d.ts`), types);
  await writeFile(join(made, `${name}.d.cts`), types.replaceAll(/from "\.\/(\w+)\.js"/g, 'from "./$1.cjs"'));
}

/** The modules that exist only here: wasm-bindgen's glue, the error it throws, and the wasm as text. */
const generated = {
  name: "generated",
  setup(build) {
    build.onResolve({ filter: /^helpthread:/ }, ({ path }) => {
      if (path === "helpthread:package") return { path: "@helpthread/node", external: true };
      if (path === "helpthread:error") return { path: join(SOURCE, "error.js") };
      const name = path === "helpthread:core" ? "core_bg.js" : "core_bg.wasm";
      return { path: name, namespace: "generated" }; // not the file's path, which changes and would show in the output
    });
    build.onLoad({ filter: /.*/, namespace: "generated" }, async ({ path }) => ({
      contents: await readFile(join(work, path)),
      loader: path.endsWith(".wasm") ? "base64" : "js",
    }));
    build.onResolve({ filter: /^\.\/core\.wasm/ }, ({ path }) => ({ path, external: true }));
  },
};

function bundle(entry, output, format) {
  return esbuild.build({
    entryPoints: [join(SOURCE, entry)],
    outfile: join(made, output),
    absWorkingDir: HERE,
    bundle: true,
    format,
    platform: "neutral",
    target: "es2022",
    minify: given.release,
    legalComments: "none",
    logLevel: "warning",
    plugins: [generated],
  });
}

/** RFC 4231 section 4.3, through the package as it will be imported, and the module that Workers will get. */
async function check() {
  await writeFile(join(work, "package.json"), '{ "type": "module" }');
  const { sign } = await import(pathToFileURL(join(made, "index.js")));
  const expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  if (sign("Jefe", "what do ya want for nothing?") !== expected) throw new Error("The built package signs wrongly.");
  if (!WebAssembly.validate(await readFile(join(made, "core.wasm")))) throw new Error("dist/core.wasm is not valid.");
}

function run(command, argumentList) {
  const { status, error } = spawnSync(command, argumentList, { stdio: ["ignore", "ignore", "inherit"] });
  if (error || status !== 0) throw new Error(`${command} failed${error ? `: ${error.message}` : ""}`);
}

try {
  await build();
} finally {
  await rm(work, { recursive: true, force: true });
}
