// Builds dist/: a small history.js with a stable name; the bundle of src/, an agent's part, each language's words, and the module,
// under names made from their content; and manifest.json that lists them. Called by `cargo xtask build widget`, after cargo has built the crate:
//
//   node npm/widget/build.mjs --wasm helpthread_widget.wasm --bindgen wasm-bindgen [--wasm-opt wasm-opt] [--release]

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";

const HERE = import.meta.dirname;
const DIST = join(HERE, "dist");
const SCRIPT = "text/javascript; charset=utf-8";

/** What every browser with `light-dark()` has. Never --all-features: it yields modules that V8 refuses. */
const WASM_FEATURES = ["bulk-memory", "mutable-globals", "multivalue", "nontrapping-float-to-int", "reference-types", "sign-ext"];

/**
 * What of some thirty combinations gave the fewest bytes with brotli (bench/README.md, "The widget"). The linker puts the stack below
 * everything else, so no pointer is below 1,024 and offsets may be folded.
 */
const SMALLEST = ["--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz", "--converge", "--one-caller-inline-max-function-size=30", "--reorder-locals", "--reorder-functions"];

const { values: options } = parseArgs({
  options: {
    wasm: { type: "string" },
    bindgen: { type: "string" },
    "wasm-opt": { type: "string" },
    release: { type: "boolean", default: false },
  },
});

/** Runs wasm-bindgen: the module's file. Its script is not used (src/core.js). */
function bind(work) {
  const flags = ["--target", "bundler", "--no-typescript", "--remove-producers-section"];
  if (options.release) flags.push("--remove-name-section");
  execFileSync(options.bindgen, [...flags, "--out-name", "history", "--out-dir", work, options.wasm], { stdio: "inherit" });
  return join(work, "history_bg.wasm");
}

/** Runs wasm-opt, which may be a program or a Node script. */
function optimise(wasm) {
  const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
  const command = options["wasm-opt"];
  const [program, first] = /\.[cm]?js$/.test(command) ? [process.execPath, [command]] : [command, []];
  execFileSync(program, [...first, wasm, "-o", wasm, ...SMALLEST, ...features, "--strip-debug", "--strip-producers", "--strip-target-features"], { stdio: "inherit" });
}

async function minify(text) {
  const { transform } = await import("esbuild");
  return (await transform(text, { minify: options.release, format: "esm", target: "es2022", charset: "utf8" })).code;
}

/** The words of every language but English: small modules that import nothing. */
async function languages() {
  const folder = join(HERE, "src", "words");
  const files = readdirSync(folder).filter((file) => !["en.js", "agent.js"].includes(file));
  return Promise.all(files.map(async (file) => script(`words/${file}`, file.slice(0, 2), await minify(readFileSync(join(folder, file), "utf8")))));
}

/** A file of the manifest: made from which source, for whom. */
function script(source, reader, content) {
  return { source, reader, name: hashed("js", content), type: SCRIPT, immutable: true, content };
}

/** A file of src/ with all that it imports, but for what the `apart` files are made from. */
async function bundle(entry, apart) {
  const { build } = await import("esbuild");
  const names = {
    name: "names",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.js$/, namespace: "file" }, ({ path }) => {
        const file = apart.find(({ source }) => path === `./${source}`);
        return file && { path: `./${file.name}`, external: true };
      });
      onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { transform } = await import("esbuild");
        const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: options.release, target: ["chrome123", "firefox128", "safari17.5"] });
        return { contents: code.trim(), loader: "text" };
      });
    },
  };
  const entryPoints = [join(HERE, "src", entry)];
  const settings = /** @type {const} */ ({ bundle: true, write: false, format: "esm", target: "es2022", charset: "utf8", legalComments: "none" });
  const { outputFiles } = await build({ ...settings, entryPoints, plugins: [names], minify: options.release });
  return outputFiles[0].text;
}

/** Fails unless this engine accepts the module: smaller is worth nothing if it does not start. */
function checkInstantiates(bytes) {
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
  return new WebAssembly.Instance(module, imports);
}

function hashed(extension, content) {
  return `history-${createHash("sha256").update(content).digest("hex").slice(0, 12)}.${extension}`;
}

/** Puts the names and the integrity hash into the element's source. */
function shim(bundleName, wasmName, wasm) {
  const integrity = `sha384-${createHash("sha384").update(wasm).digest("base64")}`;
  let source = readFileSync(join(HERE, "src", "history.js"), "utf8");
  for (const [name, value] of [["BUNDLE", `./${bundleName}`], ["WASM", `./${wasmName}`], ["INTEGRITY", integrity]]) {
    const line = new RegExp(`^const ${name} = ".*";\\n`, "m");
    if (!line.test(source)) throw new Error(`src/history.js has no line: const ${name} = "…";`);
    // In place of each use: bundlers follow `import("…")` and `new URL("…", import.meta.url)` only where they see the name.
    source = source.replace(line, "").replaceAll(new RegExp(`\\b${name}\\b`, "g"), JSON.stringify(value));
  }
  return source;
}

async function build() {
  const work = mkdtempSync(join(tmpdir(), "helpthread-widget-"));
  try {
    const module = bind(work);
    if (options.release && options["wasm-opt"]) optimise(module);
    const wasm = readFileSync(module);
    checkInstantiates(wasm);
    const apart = [script("desk.js", "agent", await bundle("desk.js", [])), ...(await languages())];
    const main = script("bundle.js", "all", await bundle("bundle.js", apart));
    const wasmName = hashed("wasm", wasm);
    return [
      { reader: "all", name: "history.js", type: SCRIPT, immutable: false, content: await minify(shim(main.name, wasmName, wasm)) },
      main,
      { reader: "all", name: wasmName, type: "application/wasm", immutable: true, content: wasm },
      ...apart,
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const files = await build();
rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });
for (const { name, content } of files) writeFileSync(join(DIST, name), content);
const listed = files.map(({ name, type, immutable, reader }) => ({ name, type, immutable, reader }));
writeFileSync(join(DIST, "manifest.json"), `${JSON.stringify({ files: listed }, null, 2)}\n`);
for (const { name, reader, content } of files) {
  const bytes = Buffer.from(content);
  console.log(`${reader.padEnd(6)} ${name.padEnd(30)} ${bytes.length} bytes, ${brotliCompressSync(bytes).length} with brotli`);
}
