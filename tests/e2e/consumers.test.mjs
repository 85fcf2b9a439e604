// Applications of people who embed the element: each framework's, bundled by Vite from the package as it is packed, in a page.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { compile } from "svelte/compiler";
import { build } from "vite";
import { pack, run } from "../../npm/node/test/installed.mjs";
import { EXACTLY_ONE_PAGE, JANE, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { ROOT } from "./stack.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage({ withHost: true });

const MODULES = join(ROOT, "node_modules");
const LINKED = { react: "react", "react-dom": "react-dom", "react-18": "react-18", "react-dom-18": "react-dom-18", svelte: "svelte", vue: "vue" };

let project;
before(async () => {
  project = mkdtempSync(join(tmpdir(), "helpthread-applications-"));
  const packed = await pack(project, join(ROOT, "npm", "widget"));
  const installed = join(project, "node_modules", "@helpthread", "widget");
  mkdirSync(installed, { recursive: true });
  await run("tar", ["xzf", packed.tarball, "--strip-components=1", "-C", installed]);
  for (const [name, from] of Object.entries(LINKED)) symlinkSync(join(MODULES, from), join(project, "node_modules", name));
  cpSync(join(import.meta.dirname, "consumers"), project, { recursive: true });
});
after(() => rmSync(project, { recursive: true, force: true }));

const svelte = {
  name: "svelte",
  transform: (code, id) => (id.endsWith(".svelte") ? { code: compile(code, { filename: id, generate: "client" }).js.code, map: null } : null),
};

/** Bundles an application for the host, and puts it there. React 18 goes by another name in our node_modules. */
async function serve(framework) {
  const start = `import { mount } from "./${framework}.js"; globalThis.mount = mount;`;
  writeFileSync(join(project, "start.js"), start);
  writeFileSync(join(project, "index.html"), '<!doctype html><html lang="en"><main></main><script type="module" src="./start.js"></script></html>');
  const alias = framework === "react-18" ? { "react-dom": join(MODULES, "react-dom-18"), react: join(MODULES, "react-18") } : {};
  const conditions = ["browser", "production", "module"];
  const { output } = await build({
    root: project,
    base: "/app/",
    configFile: false,
    logLevel: "error",
    plugins: [svelte],
    resolve: { alias, conditions },
    build: { write: false, minify: false, target: "es2022" },
  });
  const types = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  for (const { fileName, code, source } of output) {
    stage.host.files.set(`/app/${fileName}`, { type: types[fileName.split(".").pop()], body: Buffer.from(code ?? source) });
  }
}

for (const framework of ["react", "react-18", "vue", "svelte"]) {
  test(`an application with ${framework} shows it, hears it, changes it, and leaves nothing behind`, async () => {
    await serve(framework);
    stage.host.token = (customer) => mint({ customer });
    const { page, context, errors } = await stage.open();
    await page.goto(`${stage.host.origin}/app/index.html`);
    const start = () =>
      page.evaluate(
        ([endpoint, first]) => {
          globalThis.selected ??= [];
          const getToken = async () => (await fetch(`/support-token?${document.querySelector("helpthread-history").getAttribute("customer")}`)).text();
          const onSelect = (event) => globalThis.selected.push(event.detail.conversation.subject);
          globalThis.application = mount(document.querySelector("main"), { endpoint, first, getToken, onSelect });
        },
        [stage.host.proxy, JANE],
      );
    await page.waitForFunction(() => globalThis.mount);
    await start();
    const { rows, part } = widget(page);
    await rows.nth(1).waitFor();
    await part("filter-option").filter({ hasText: "Everything" }).waitFor();
    await rows.first().getByRole("button").click();
    assert.deepEqual(await page.evaluate(() => globalThis.selected), ["Unable to update billing address"]);

    await page.evaluate((customer) => void globalThis.application.show(customer), EXACTLY_ONE_PAGE);
    await rows.nth(24).waitFor();
    await page.evaluate(() => void globalThis.application.unmount());
    await page.waitForFunction(() => !document.querySelector("helpthread-history"));

    const devTools = await context.newCDPSession(page);
    const cycles = async (count) => {
      for (let cycle = 0; cycle < count; cycle += 1) {
        await start();
        await rows.nth(1).waitFor();
        await page.evaluate(() => void globalThis.application.unmount());
      }
      await page.evaluate(() => (globalThis.application = undefined));
    };
    const measure = async () => {
      await devTools.send("HeapProfiler.collectGarbage");
      return devTools.send("Memory.getDOMCounters");
    };
    await cycles(3);
    const before = await measure();
    await cycles(12);
    // Eleven widgets left behind would be hundreds of nodes.
    const over = ({ nodes, jsEventListeners }) => nodes > before.nodes + 100 || jsEventListeners > before.jsEventListeners + 10;
    // A collection may leave what the next one takes; what is held on to survives them all.
    let after = await measure();
    for (let times = 0; times < 10 && over(after); times += 1) after = await measure();
    assert.ok(!over(after), JSON.stringify({ before, after }));
    assert.deepEqual(errors, []);
  });
}
