/** Chromium, in a page and in a worker of that page, running what esbuild made for browsers. */

import { build } from "esbuild";
import { chromium } from "playwright-core";

// As root Chromium has no sandbox; the others keep it from looking for a network.
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** How long each step may take on a busy machine. */
const PATIENCE_MILLISECONDS = 120_000;

const PAGE = `<!doctype html><meta charset="utf-8"><title>consumer</title><script type="module" src="/browser.js"></script>`;

/** Where the peer serves the page from. */
export async function addPage(peer, project) {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: ["browser.mjs"],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  peer.files.set("/browser.js", { type: "text/javascript", content: outputFiles[0].text });
  peer.files.set("/page", { type: "text/html", content: PAGE });
}

/** What the page says, what a worker of it says, and what the console has. */
export async function visit(url) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: PATIENCE_MILLISECONDS });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const printed = [];
    page.on("console", (message) => printed.push(message.text()));
    await page.goto(url);
    await page.waitForFunction(() => globalThis.outcome);
    const inPage = await page.evaluate(() => globalThis.outcome);
    const inWorker = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const worker = new Worker("/browser.js", { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => resolve(message);
        }),
    );
    return { inPage, inWorker, printed: printed.join("\n") };
  } finally {
    await browser.close();
  }
}
