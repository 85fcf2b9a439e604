// What every file of this folder begins with: one stack, one host and one engine for the file, and a fresh profile for each page.

import { after, afterEach, before } from "node:test";
import { widget } from "../e2e/dashboard.mjs";
import { mint, startHost } from "../e2e/host.mjs";
import { startStack } from "../e2e/stack.mjs";
import { startEngine } from "./engine.mjs";

/** Registers the hooks of the calling file. What it gives is filled in once its tests run. */
export function setStage() {
  const opened = [];
  const closeAll = () => Promise.all(opened.splice(0).map((close) => close()));
  const stage = {
    /** @type {Awaited<ReturnType<typeof startStack>>} */ stack: undefined,
    /** @type {Awaited<ReturnType<typeof startHost>>} */ host: undefined,
    /** @type {Awaited<ReturnType<typeof startEngine>>} */ engine: undefined,
    /**
     * Opens the host's page, changed like this, in the place of any other (WebKitGTK has one session at a time), and gives the parts of
     * the widget on it.
     *
     * @param {Partial<Awaited<ReturnType<typeof startHost>>>} [changes] a customer comes with a session of hers
     */
    open: async (changes = {}) => {
      await closeAll();
      const { customer } = changes;
      Object.assign(stage.host, customer && { token: () => mint({ customer }) }, changes);
      const { page, close } = await stage.engine.open();
      opened.push(close);
      await page.goto(stage.host.origin);
      /** What the host's script keeps: `heard`, `asked`, `answered`, `violated`. @param {string} name */
      const kept = (name) => page.evaluate((name) => globalThis[name], name);
      return { page, kept, ...widget(page) };
    },
  };
  before(async () => {
    stage.host = await startHost();
    [stage.stack, stage.engine] = await Promise.all([startStack([`proxy:ALLOWED_ORIGINS=${stage.host.origin}`]), startEngine()]);
    stage.host.show(stage.stack.proxy);
  });
  afterEach(async () => {
    await closeAll();
    stage.host?.show(stage.stack.proxy);
  });
  after(async () => {
    stage.host?.close();
    await Promise.all([stage.engine?.end(), stage.stack?.end()]);
  });
  return stage;
}
