// What every file of tests begins with: one stack and one browser for the file, and fresh profiles for each test.

import { after, afterEach, before } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";
import { startStack } from "./stack.mjs";

/**
 * Registers the hooks of the calling file. `stack` and `browser` are there once its tests run.
 *
 * @param {() => string[] | Promise<string[]>} [settings] gives what differs from the development settings
 */
export function setStage(settings = () => []) {
  /** @type {import("playwright-core").BrowserContext[]} */
  const contexts = [];
  const stage = {
    /** @type {Awaited<ReturnType<typeof startStack>>} */ stack: undefined,
    /** @type {import("playwright-core").Browser} */ browser: undefined,
    /** A page that is closed after the test. @param {import("playwright-core").BrowserContextOptions} [options] */
    open: async (options) => {
      const opened = await openPage(stage.browser, options);
      contexts.push(opened.context);
      return opened;
    },
  };
  before(async () => {
    const stack = async () => startStack(await settings());
    [stage.stack, stage.browser] = await Promise.all([stack(), openBrowser()]);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  after(async () => {
    await Promise.all([stage.browser?.close(), stage.stack?.end()]);
  });
  return stage;
}
