// The widget as it was built, and its peers bundled as a careful user would; what of each travels.

import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = resolve(HERE, "../../npm/widget/dist");
const SCRIPT = "text/javascript; charset=utf-8";

export async function openContenders() {
  const files = new Map();
  const facts = [];
  const weigh = (name, contents) => facts.push({ what: `${name}: KB brotli`, value: contents.reduce((sum, content) => sum + brotliCompressSync(content).length, 0) / 1e3 });

  const { files: listed } = JSON.parse(await readFile(join(DIST, "manifest.json"), "utf8"));
  for (const { name, type } of listed) files.set(`/widget/${name}`, { type, content: await readFile(join(DIST, name)) });
  // A customer who reads English needs the element, what it imports and the module; an agent her own part too.
  const element = files.get("/widget/history.js").content;
  const needed = [...element.toString().matchAll(/"\.\/(history-[0-9a-f]+\.(?:js|wasm))"/g)].map(([, name]) => files.get(`/widget/${name}`).content);
  const forAgents = listed.filter(({ reader }) => reader === "agent").map(({ name }) => files.get(`/widget/${name}`).content);
  weigh("helpthread-history", [element, ...needed]);
  weigh("helpthread-history, an agent's session", [element, ...needed, ...forAgents]);
  weigh("helpthread-history, the first script", [element]);
  weigh("helpthread-history, the rest for one reader", needed);
  const languages = listed.filter(({ reader }) => !["all", "agent"].includes(reader)).map(({ name }) => files.get(`/widget/${name}`).content);
  weigh("helpthread-history, another language", [languages.reduce((largest, content) => (content.length > largest.length ? content : largest))]);
  facts.push({ what: "helpthread-history, memory at the start: pages of 64 KiB", value: pages(needed.find((content) => content.subarray(0, 4).toString() === "\0asm")) });

  const contenders = [{ tag: "helpthread-history", script: "/widget/history.js" }];
  for (const peer of ["vanilla", "lit"]) {
    const tag = `${peer}-history`;
    const content = await bundle(join(HERE, `${peer}.js`));
    files.set(`/${peer}.js`, { type: SCRIPT, content });
    weigh(tag, [content]);
    contenders.push({ tag, script: `/${peer}.js` });
  }
  return { contenders, files, facts };
}

async function bundle(entry) {
  const { outputFiles } = await esbuild.build({ entryPoints: [entry], bundle: true, minify: true, format: "esm", target: "es2022", loader: { ".css": "text" }, legalComments: "none", write: false });
  return outputFiles[0].contents;
}

/** Pages of 64 KiB that an instance has before anything is asked of it. */
function pages(bytes) {
  const module = new WebAssembly.Module(bytes);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
  return new WebAssembly.Instance(module, imports).exports.memory.buffer.byteLength / 65_536;
}
