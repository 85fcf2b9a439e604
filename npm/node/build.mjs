/**
 * Assembles dist/ from the two modules that cargo made of crates/sdk, the whole one and the one without the client:
 *
 *     node npm/node/build.mjs --core <.wasm> --signature <.wasm> --bindgen <wasm-bindgen> [--wasm-opt <command>] [--release]
 *
 * With --release the modules are optimised (by --wasm-opt, or the binaryen of node_modules) and the scripts are minified.
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
import { minify } from "terser";

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

/** What src/ calls of a module. */
const CALLED = ["memory", "call", "mayRepeat", "retryDelay"];

/**
 * What gave the fewest bytes with gzip and took no longer (bench/README.md, "The SDK"). The linker puts the stack below everything else, so
 * no pointer is below 1,024 and offsets may be folded.
 */
const SMALLEST = ["--low-memory-unused", "-Oz", "--one-caller-inline-max-function-size=30", "--reorder-locals", "--reorder-functions"];

/** What is made of each module: the index that its entries export, and their names in dist/. */
const NAMES = {
  core: { exports: "index.js", inline: "index.js", workerd: "workerd.js", edgeLight: "edge-light.js" },
  signature: {
    exports: "index-signature.js",
    inline: "signature.js",
    workerd: "signature-workerd.js",
    edgeLight: "signature-edge-light.js",
  },
};

const { values: given } = parseArgs({
  options: {
    core: { type: "string" },
    signature: { type: "string" },
    bindgen: { type: "string" },
    "wasm-opt": { type: "string", default: resolve(HERE, "../../node_modules/.bin/wasm-opt") },
    release: { type: "boolean", default: false },
  },
});
if (!given.core || !given.signature || !given.bindgen) {
  console.error("Build it with: cargo xtask build sdk");
  process.exit(2);
}

/** Everything is made and checked here; dist/ is replaced at the end, so that nobody finds it half made. */
const work = await mkdtemp(join(tmpdir(), "helpthread-node-"));
const made = join(work, "dist");

async function build() {
  await mkdir(made);
  for (const name of ["core", "signature"]) await cp(await bind(name), join(made, `${name}.wasm`));
  for (const name of ["index", "signature", "slim", "core.wasm", "testing"]) await declare(name);
  await Promise.all([
    ...["core", "signature"].flatMap((module) => [
      bundle("entry-inline.js", NAMES[module].inline, "esm", module),
      bundle("entry-inline.js", NAMES[module].inline.replace(".js", ".cjs"), "cjs", module),
      bundle("entry-workerd.js", NAMES[module].workerd, "esm", module),
      bundle("entry-edge-light.js", NAMES[module].edgeLight, "esm", module),
    ]),
    bundle("entry-slim.js", "slim.js", "esm"),
    bundle("entry-slim.js", "slim.cjs", "cjs"),
    bundle("testing.js", "testing.js", "esm"),
    bundle("testing.js", "testing.cjs", "cjs"),
  ]);
  await check();
  await rm(DIST, { recursive: true, force: true });
  await cp(made, DIST, { recursive: true });
}

/** The module after wasm-bindgen and without what it exports for its own script, optimised; its path. */
async function bind(name) {
  const folder = join(work, name);
  const output = ["--out-dir", folder, "--out-name", "core", "--no-typescript", "--remove-producers-section"];
  run(given.bindgen, ["--target", "bundler", ...output, given[name]]);
  const wasm = join(folder, "core_bg.wasm");
  const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
  const graph = join(folder, "graph.json");
  const roots = CALLED.map((called) => ({ name: called, export: called }));
  await writeFile(graph, JSON.stringify([{ name: "start.js", root: true, reaches: CALLED }, ...roots]));
  run(join(dirname(given["wasm-opt"]), "wasm-metadce"), [...features, `--graph-file=${graph}`, wasm, "-o", wasm]);
  const stripped = ["--strip-debug", "--strip-target-features"];
  if (given.release) run(given["wasm-opt"], [...SMALLEST, ...stripped, ...features, wasm, "-o", wasm]);
  return wasm;
}

/** The types of an entry for either kind of module; what names a file beside it names the one of its own kind. */
async function declare(name) {
  const types = await readFile(join(SOURCE, `${name}.d.ts`), "utf8");
  await writeFile(join(made, `${name}.d.ts`), types);
  await writeFile(join(made, `${name}.d.cts`), types.replaceAll(/from "\.\/(\w+)\.js"/g, 'from "./$1.cjs"'));
}

/** What exists only here: a module's wasm as hex digits, and what the entries of that module export. */
const generated = (module) => ({
  name: "generated",
  setup(build) {
    build.onResolve({ filter: /^helpthread:/ }, ({ path }) => {
      if (path === "helpthread:package") return { path: "@helpthread/node", external: true };
      if (path === "helpthread:index") return { path: join(SOURCE, NAMES[module].exports) };
      // Not the file's path, which changes and would show in the output.
      return { path: "core_bg.wasm", namespace: "generated" };
    });
    build.onLoad({ filter: /.*/, namespace: "generated" }, async ({ path }) => {
      const contents = await readFile(join(work, module, path));
      return { contents: contents.toString("hex"), loader: "text" };
    });
    build.onResolve({ filter: /^\.\/core\.wasm/ }, ({ path }) => ({ path: path.replace("core", module), external: true }));
  },
});

async function bundle(entry, output, format, module = "core") {
  const { outputFiles } = await esbuild.build({
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
    plugins: [generated(module)],
    write: false,
  });
  const script = outputFiles[0].text;
  const smaller = { module: format === "esm", toplevel: true, ecma: 2020, compress: { passes: 3 } };
  await writeFile(join(made, output), given.release ? (await minify(script, smaller)).code : script);
}

/** RFC 4231 section 4.3, through the package as it will be imported, and the module that Workers will get. */
async function check() {
  await writeFile(join(work, "package.json"), '{ "type": "module" }');
  const expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  for (const [name, { inline }] of Object.entries(NAMES)) {
    const { sign } = await import(pathToFileURL(join(made, inline)));
    if (sign("Jefe", "what do ya want for nothing?") !== expected) throw new Error(`dist/${inline} signs wrongly.`);
    if (!WebAssembly.validate(await readFile(join(made, `${name}.wasm`)))) throw new Error(`dist/${name}.wasm is not valid.`);
  }
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
