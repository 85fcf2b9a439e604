/**
 * Bundles the dashboard's Worker: `node www/build.mjs [--release]`.
 *
 * Reads www/src, the built npm/node, www/build/crm.json and www/build/docs.js (written before by `cargo xtask build www`). Writes
 * www/build/index.js and www/build/core.wasm, which with docs.js are the modules of workerd.capnp and wrangler.toml.
 */

import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SDK = resolve(HERE, "../npm/node");
const CRM = resolve(HERE, "build/crm.json");
const release = process.argv.includes("--release");

/** `@helpthread/node` is the package of this repository, through its own `exports`, as an installed one would be. */
const sdk = {
  name: "sdk",
  setup(build) {
    build.onResolve({ filter: /^@helpthread\/node$/ }, ({ path, kind, pluginData }) =>
      pluginData === "inside" ? undefined : build.resolve(path, { kind, resolveDir: SDK, pluginData: "inside" }),
    );
  },
};

/** The documentation is a module of its own beside the bundle: its pages show published credentials, and the bundle holds none. */
const documentation = {
  name: "documentation",
  setup(build) {
    build.onResolve({ filter: /\/build\/docs\.js$/ }, () => ({ path: "./docs.js", external: true }));
  },
};

/** `?file` imports: the text of a file, bundled if it is a style sheet, with a tag that changes with it. */
const files = {
  name: "files",
  setup(build) {
    build.onResolve({ filter: /\?file$/ }, ({ path, resolveDir }) => ({
      path: relative(HERE, resolve(resolveDir, path.replace(/\?file$/, ""))),
      namespace: "embedded",
    }));
    build.onLoad({ filter: /.*/, namespace: "embedded" }, async (args) => {
      const path = resolve(HERE, args.path);
      const { text, watchFiles } = path.endsWith(".svg") ? await readText(path) : await bundleText(path);
      const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
      return { contents: JSON.stringify({ text, etag }), loader: "json", watchFiles };
    });
  },
};

async function readText(path) {
  return { text: await readFile(path, "utf8"), watchFiles: [path] };
}

/** For browsers: the style sheet uses light-dark(), which they have since 2024. */
async function bundleText(path) {
  const options = { bundle: true, format: "esm", minify: release, write: false, metafile: true, legalComments: "none" };
  const built = await esbuild.build({
    ...options,
    entryPoints: [path],
    target: ["chrome123", "firefox120", "safari17.5"],
    plugins: [sdk],
  });
  return {
    text: built.outputFiles[0].text,
    watchFiles: Object.keys(built.metafile.inputs).map((input) => resolve(input)),
  };
}

/** A dashboard without its customers would build and then show nothing: better to stop here. */
async function checkCrm() {
  const records = JSON.parse(await readFile(CRM, "utf8"));
  for (const list of ["account_managers", "customers"]) {
    if (!Array.isArray(records[list]) || records[list].length === 0) throw new Error(`it has no ${list}`);
  }
}

try {
  await checkCrm();
} catch (error) {
  console.error(`www/build/crm.json cannot be used: ${error.message}\nWrite it with: cargo xtask build www`);
  process.exit(1);
}

await rm(resolve(HERE, "build/core.wasm"), { force: true });
await esbuild.build({
  entryPoints: [resolve(HERE, "src/index.js")],
  outfile: resolve(HERE, "build/index.js"),
  absWorkingDir: resolve(HERE, ".."),
  bundle: true,
  format: "esm",
  target: "es2023",
  conditions: ["workerd"],
  loader: { ".wasm": "copy" },
  assetNames: "[name]",
  minifySyntax: release,
  minifyWhitespace: release,
  legalComments: "none",
  plugins: [sdk, documentation, files],
  logLevel: "warning",
});
