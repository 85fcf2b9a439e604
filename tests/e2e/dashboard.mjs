// The demo dashboard and the widget as a person meets them: who there is, how to sign in, and where to look.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./stack.mjs";

/** Jane's rows of the table in api-v1.md §9. */
export const BILLING = {
  subject: "Unable to update billing address",
  status: "open",
  created_at: "2024-05-13T14:24:00Z",
  last_message_at: "2024-05-13T15:02:11Z",
};
export const LOGIN = {
  subject: "Login issue on mobile app",
  status: "closed",
  created_at: "2024-04-28T08:36:19Z",
  last_message_at: "2024-04-29T16:51:03Z",
};

/** The customer of api-v1.md §9 with two conversations, and the one with another. */
export const JANE = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
export const MARCUS = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";
/** Of the seeded population (crates/inbox/src/seed). */
export const MOST_TALKATIVE = "cus_01EXQQT1N08Z04X7VAH4X94HRA";
export const EXACTLY_ONE_PAGE = "cus_01E85N9DRGS7Z0E21VVEYNHP7A";
export const NEVER_WROTE = "cus_01FD3HQAHDRE293ZT78VWNH4YG";
export const KNOWN_WITHOUT_CONVERSATIONS = "cus_01H67QXMK26QE0E2BNQETZ160W";

export const PASSWORD = "quillmere-demo";

/** The host's own records. */
const { customers, account_managers: managers } = JSON.parse(readFileSync(join(ROOT, "www", "build", "crm.json"), "utf8"));

export const manager = managers[0];
export const everybody = customers;
/** @param {string} id */
export const customer = (id) => customers.find((customer) => customer.id === id);

/**
 * Signs in as the form does, without showing it: for tests that are about something else.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} dashboard
 * @param {{ email: string }} [person] the account manager otherwise
 */
export async function signIn(page, dashboard, { email } = manager) {
  const form = { email, password: PASSWORD };
  const answer = await page.request.post(`${dashboard}/sign-in`, { form, headers: { origin: dashboard }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`${email} cannot sign in: ${answer.status()}`);
}

/**
 * Signs in as an account manager and opens a customer's profile.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} dashboard
 * @param {string} id
 */
export async function openProfile(page, dashboard, id) {
  await signIn(page, dashboard);
  await page.goto(`${dashboard}/customers/${id}`);
  return widget(page);
}

/**
 * The parts of the widget on a page.
 *
 * @param {import("playwright-core").Page} page
 */
export function widget(page) {
  const element = page.locator("helpthread-history");
  /** @param {string} name */
  const part = (name) => element.locator(`[part~="${name}"]`);
  const rows = part("row");
  return {
    element,
    part,
    rows,
    subjects: part("subject"),
    loadMore: part("load-more"),
    retry: part("retry"),
    empty: part("empty"),
    error: part("error"),
    expired: part("expired"),
    /** Until there are just so many rows: while an answer is awaited, those of the one before are shown. @param {number} count */
    rowsAre: (count) =>
      page.waitForFunction(
        (count) => document.querySelector("helpthread-history").shadowRoot?.querySelectorAll('[part~="row"]').length === count,
        count,
      ),
    /** The row of the conversation with this subject. @param {string} subject */
    row: (subject) => rows.filter({ hasText: subject }),
    search: part("search"),
    live: part("live"),
    notice: part("notice"),
    voice: element.locator('[role="status"]'),
    /** Until it is chosen: then no row of the status before is shown. @param {"All" | "Open" | "Pending" | "Closed"} status */
    choose: async (status) => {
      await part("filter-option").filter({ hasText: status }).click();
      await page.waitForFunction((status) => {
        const options = [...document.querySelector("helpthread-history").shadowRoot.querySelectorAll('[part~="filter-option"]')];
        return options.find(({ textContent }) => textContent === status)?.querySelector("input").checked;
      }, status);
    },
    /** What every row says, in the API's words. */
    read: () =>
      rows.evaluateAll((rows) =>
        rows.map((row) => ({
          subject: row.querySelector('[part~="subject"]').textContent,
          status: row.querySelector('[part~="status"]').textContent.toLowerCase(),
          created_at: row.querySelector('[part~="opened"]').dateTime,
          last_message_at: row.querySelector('[part~="time"]').dateTime,
        })),
      ),
    /** Which row has the keyboard focus, counted from 0; -1 for none. */
    focusedRow: () =>
      element.evaluate(({ shadowRoot }) => {
        const row = shadowRoot.activeElement?.closest('[part~="row"]');
        return [...shadowRoot.querySelectorAll('[part~="row"]')].indexOf(row);
      }),
  };
}
