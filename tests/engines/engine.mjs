// Which engine the tests of this run are in: the variable ENGINE says so, Chromium otherwise.

import { openBrowser, openPage } from "../e2e/browser.mjs";
import { startFirefox } from "./firefox.mjs";
import { drive } from "./page.mjs";
import { startWebKit } from "./webkit.mjs";

/** 12 h 45 min ahead of UTC in May: a time shown in UTC by mistake would show. browser.mjs has the same. */
const ENVIRONMENT = { ...process.env, TZ: "Pacific/Chatham" };

/** Starts the engine. @returns {Promise<{ open(): Promise<{ page: any, close(): Promise<unknown> }>, end(): Promise<unknown> }>} */
export async function startEngine(name = process.env.ENGINE ?? "chromium") {
  const driven = async ({ open, end }) => ({
    open: async () => {
      const driver = await open();
      return { page: drive(driver), close: driver.close };
    },
    end,
  });
  switch (name) {
    case "firefox": return driven(await startFirefox(ENVIRONMENT));
    case "webkit": return driven(await startWebKit(ENVIRONMENT));
    case "chromium": {
      const browser = await openBrowser();
      const open = async () => {
        const { page, context } = await openPage(browser);
        return { page, close: () => context.close() };
      };
      return { open, end: () => browser.close() };
    }
    default: throw new Error(`ENGINE is chromium, firefox or webkit, not ${name}`);
  }
}
