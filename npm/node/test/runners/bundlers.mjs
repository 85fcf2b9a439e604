/** The bundlers, each with the settings that its documentation gives first. Each makes a script that Node can run. */

import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";

/** By name: makes a bundle of the project's bundle.mjs and gives its path. */
export const BUNDLERS = {
  "esbuild, ESM": (project) => withEsbuild(project, "esm", "esbuild.mjs"),
  "esbuild, CommonJS": (project) => withEsbuild(project, "cjs", "esbuild.cjs"),
  webpack: withWebpack,
  "Vite, for servers": withViteForServers,
  "Vite, as a library": withViteAsLibrary,
};

async function withEsbuild(project, format, name) {
  const outfile = join(project, "bundled", name);
  const entryPoints = ["bundle.mjs"];
  await esbuild({ absWorkingDir: project, entryPoints, outfile, bundle: true, format, platform: "node", minify: true });
  return outfile;
}

function withWebpack(project) {
  const output = { path: join(project, "bundled"), filename: "webpack.cjs" };
  const compiler = webpack({ context: project, entry: "./bundle.mjs", mode: "production", target: "node", output });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const failed = error ?? (stats.hasErrors() || stats.hasWarnings() ? new Error(stats.toString()) : null);
      compiler.close(() => (failed ? reject(failed) : resolve(join(output.path, output.filename))));
    });
  });
}

const quiet = { configFile: false, logLevel: "warn" };

async function withViteForServers(project) {
  const build = { ssr: "bundle.mjs", outDir: "bundled/vite-server" };
  await vite({ ...quiet, root: project, build, ssr: { noExternal: true } });
  return join(project, "bundled/vite-server/bundle.mjs");
}

async function withViteAsLibrary(project) {
  const lib = { entry: "bundle.mjs", formats: ["es"], fileName: () => "bundle.mjs" };
  await vite({ ...quiet, root: project, build: { lib, outDir: "bundled/vite-library" } });
  return join(project, "bundled/vite-library/bundle.mjs");
}

/** What Vercel's bundler makes of `core.wasm?module`: the module itself, as in Workers. */
const moduleImports = {
  name: "module-imports",
  setup(build) {
    build.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.replace("?module", "")) }));
  },
};

/** For Workers and the like, without wrangler: the wasm stays a module of its own. Gives the folder. */
export async function bundleForWorkers(project, condition) {
  const outdir = join(project, "bundled", condition);
  await esbuild({
    absWorkingDir: project,
    entryPoints: ["worker.mjs"],
    outdir,
    bundle: true,
    format: "esm",
    conditions: [condition],
    loader: { ".wasm": "copy" },
    plugins: [moduleImports],
  });
  return outdir;
}
