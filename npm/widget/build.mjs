// Builds dist/: a small history.js with a stable name, the module's glue and wasm under names made from their content, and
// manifest.json that lists them. Called by `cargo xtask build widget`, after cargo has built the crate:
//
//   node npm/widget/build.mjs --wasm helpthread_widget.wasm --bindgen wasm-bindgen [--wasm-opt wasm-opt] [--release]

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");

/** What every browser with `light-dark()` has. Never --all-features: it yields modules that V8 refuses. */
const WASM_FEATURES = ["bulk-memory", "mutable-globals", "multivalue", "nontrapping-float-to-int", "reference-types", "sign-ext"];

const { values: options } = parseArgs({
  options: {
    wasm: { type: "string" },
    bindgen: { type: "string" },
    "wasm-opt": { type: "string" },
    release: { type: "boolean", default: false },
  },
});

/** Runs wasm-bindgen: the glue's text and the module's bytes. */
function bind(work) {
  const flags = ["--target", "web", "--no-typescript", "--omit-default-module-path", "--remove-producers-section"];
  if (options.release) flags.push("--remove-name-section");
  // history.js replaces an instance that has panicked.
  flags.push("--experimental-reset-state-function");
  execFileSync(options.bindgen, [...flags, "--out-name", "history", "--out-dir", work, options.wasm], { stdio: "inherit" });
  return { glue: readFileSync(join(work, "history.js"), "utf8"), wasm: join(work, "history_bg.wasm") };
}

/** Runs wasm-opt, which may be a program or a Node script. */
function optimise(wasm) {
  const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
  const command = options["wasm-opt"];
  const [program, first] = /\.[cm]?js$/.test(command) ? [process.execPath, [command]] : [command, []];
  execFileSync(program, [...first, wasm, "-o", wasm, "-Oz", ...features, "--strip-debug", "--strip-producers"], { stdio: "inherit" });
}

async function minify(glue) {
  const { transform } = await import("esbuild");
  return (await transform(glue, { minify: true, format: "esm", target: "es2022" })).code;
}

/** Fails unless this engine accepts the module: smaller is worth nothing if it does not start. */
function checkInstantiates(bytes) {
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
  return new WebAssembly.Instance(module, imports);
}

function hashed(extension, content) {
  return `history-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${extension}`;
}

/** Puts the names and the integrity hash into the element's source. */
function shim(glueName, wasmName, wasm) {
  const integrity = `sha384-${createHash("sha384").update(wasm).digest("base64")}`;
  let source = readFileSync(join(HERE, "src", "history.js"), "utf8");
  for (const [name, value] of [["GLUE", `./${glueName}`], ["WASM", `./${wasmName}`], ["INTEGRITY", integrity]]) {
    const line = new RegExp(`^const ${name} = ".*";$`, "m");
    if (!line.test(source)) throw new Error(`src/history.js has no line: const ${name} = "…";`);
    source = source.replace(line, `const ${name} = ${JSON.stringify(value)};`);
  }
  return source;
}

async function build() {
  const work = mkdtempSync(join(tmpdir(), "helpthread-widget-"));
  try {
    const bound = bind(work);
    if (options.release && options["wasm-opt"]) optimise(bound.wasm);
    const wasm = readFileSync(bound.wasm);
    checkInstantiates(wasm);
    const glue = options.release ? await minify(bound.glue) : bound.glue;
    const [glueName, wasmName] = [hashed("js", glue), hashed("wasm", wasm)];
    const element = shim(glueName, wasmName, wasm);
    return [
      { name: "history.js", type: "text/javascript; charset=utf-8", immutable: false, content: options.release ? await minify(element) : element },
      { name: glueName, type: "text/javascript; charset=utf-8", immutable: true, content: glue },
      { name: wasmName, type: "application/wasm", immutable: true, content: wasm },
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const files = await build();
rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });
for (const { name, content } of files) writeFileSync(join(DIST, name), content);
const listed = files.map(({ name, type, immutable }) => ({ name, type, immutable }));
writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify({ files: listed }, null, 2)}\n`);
for (const { name, content } of files) {
  const bytes = Buffer.from(content);
  console.log(`${name.padEnd(30)} ${bytes.length} bytes, ${brotliCompressSync(bytes).length} with brotli`);
}
