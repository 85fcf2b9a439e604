// What every file of tests begins with: one stack and one browser for the file, and fresh profiles for each test.

import { after, afterEach, before } from "node:test";
import { openBrowser, openPage } from "./browser.mjs";
import { startHost } from "./host.mjs";
import { startStack } from "./stack.mjs";

/**
 * Registers the hooks of the calling file. What it gives is filled in once its tests run.
 *
 * @param {{ withHost?: boolean }} [options] whether there is also a host page that is not our dashboard, allowed by the proxy
 */
export function setStage({ withHost = false } = {}) {
  /** @type {import("playwright-core").BrowserContext[]} */
  const contexts = [];
  const stage = {
    /** @type {Awaited<ReturnType<typeof startStack>>} */ stack: undefined,
    /** @type {import("playwright-core").Browser} */ browser: undefined,
    /** @type {Awaited<ReturnType<typeof startHost>>} */ host: undefined,
    /** A page that is closed after the test. @param {import("playwright-core").BrowserContextOptions} [options] */
    open: async (options) => {
      const opened = await openPage(stage.browser, options);
      contexts.push(opened.context);
      return opened;
    },
  };
  before(async () => {
    if (withHost) stage.host = await startHost();
    const settings = withHost ? [`proxy:ALLOWED_ORIGINS=${stage.host.origin}`] : [];
    [stage.stack, stage.browser] = await Promise.all([startStack(settings), openBrowser()]);
    stage.host?.show(stage.stack.proxy);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    stage.host?.show(stage.stack.proxy);
  });
  after(async () => {
    stage.host?.close();
    await Promise.all([stage.browser?.close(), stage.stack?.end()]);
  });
  return stage;
}
