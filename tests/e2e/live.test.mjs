// Changes arrive by themselves: through API, webhook, proxy and socket, all of them real, into a page that somebody is using.

import assert from "node:assert/strict";
import { test } from "node:test";
import { JANE, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { setStage } from "./stage.mjs";
import { writeIn } from "./workspace.mjs";

const stage = setStage({ withHost: true });

const SUBJECTS = ["Unable to update billing address", "Login issue on mobile app"];

/** A page with the widget, connected, and caught up with what happened before that: rows that this brings are not announced. */
async function open(options) {
  const opened = await stage.open(options);
  const sockets = [];
  opened.page.on("websocket", (socket) => sockets.push(socket));
  await opened.page.goto(stage.host.origin);
  const parts = widget(opened.page);
  await parts.live.waitFor();
  await opened.page.waitForFunction(() => globalThis.answered.length >= 2);
  return { ...opened, ...parts, sockets };
}

const writesIn = (subject) => writeIn(stage.stack.api, { customer_id: JANE, subject, body: "Hello?" });

test("a conversation that begins arrives at the top, announced, and takes neither the focus nor the scroll", async () => {
  const { page, rows, row, voice, errors } = await open({ viewport: { width: 1280, height: 160 } });
  await rows.nth(1).getByRole("button").click();
  const place = () => rows.filter({ hasText: SUBJECTS[1] }).evaluate((row) => Math.round(row.getBoundingClientRect().top));
  await page.evaluate(() => scrollTo(0, 170));
  const before = await place();

  await writesIn("Live and in colour");
  await row("Live and in colour").waitFor();
  await page.waitForFunction(() => document.querySelector("helpthread-history").shadowRoot.getAnimations().every(({ playState }) => playState === "finished"));
  assert.equal(await rows.first().locator('[part~="subject"]').textContent(), "Live and in colour");
  assert.equal(await voice.textContent(), "1 new conversation");
  assert.equal(await widget(page).focusedRow(), 2, "the focus is still on the same conversation");
  assert.equal(await widget(page).part("details").count(), 1, "which is still open");
  assert.equal(await place(), before, "and at the same place of the screen");
  assert.deepEqual(errors, []);
});

test("what happened while the connection was gone is caught up with", async () => {
  const { page, row, live, sockets } = await open();
  await stage.stack.stop("proxy");
  await live.waitFor({ state: "hidden" });
  await stage.stack.start("proxy");
  await live.waitFor();
  assert.ok(sockets.length >= 2, "it has connected again");
  await writesIn("After the storm");
  await row("After the storm").waitFor();
  assert.equal(await page.evaluate(() => globalThis.heard.filter((code) => code !== "ready").length), 0, "nobody was told of an error");
});

test("offline is shown and announced, and it recovers by itself with what was missed", async () => {
  const { context, row, notice, voice, live } = await open();
  await context.setOffline(true);
  await notice.waitFor();
  assert.match(await voice.textContent(), /You are offline/);
  await writesIn("While you were away");
  await context.setOffline(false);
  await row("While you were away").waitFor();
  await notice.waitFor({ state: "hidden" });
  await live.waitFor();
});

test("a page that nobody sees has no connection, and catches up when it is seen again", async () => {
  const { page, row, live, sockets } = await open();
  const see = (visible) =>
    page.evaluate((visible) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => !visible });
      document.dispatchEvent(new Event("visibilitychange"));
    }, visible);
  const closed = sockets[0].waitForEvent("close");
  await see(false);
  await closed;
  await writesIn("Meanwhile, out of sight");
  await see(true);
  await row("Meanwhile, out of sight").waitFor();
  await live.waitFor();
  assert.match(sockets[1].url(), /\?after=/, "it goes on where it was");
});

test("live=off asks for no connection", async () => {
  stage.host.attributes = 'live="off"';
  const { page } = await stage.open();
  const sockets = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(stage.host.origin);
  await widget(page).rows.nth(1).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  assert.deepEqual(sockets, []);
});

test("a session that ends while the page is open goes on with a new token", async () => {
  const { host } = stage;
  // Twelve seconds before the hub stops to accept it (30 s of leeway); the page's clock is slow, so that the page does not know.
  host.token = (reason) => (reason === "initial" ? mint({ lifetime: 600, age: 618 }) : mint());
  const { page, errors } = await stage.open();
  await page.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() - 120_000;
    globalThis.codes = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(...all) {
        super(...all);
        this.addEventListener("close", ({ code }) => codes.push(code));
      }
    };
  });
  await page.goto(host.origin);
  const { live, row, rows } = widget(page);
  await rows.nth(1).waitFor();
  await page.waitForFunction(() => globalThis.codes.includes(4401), undefined, { timeout: 30_000 });
  await page.waitForFunction(() => globalThis.asked.length > 1);
  await live.waitFor();
  await writesIn("With a new token");
  await row("With a new token").waitFor();
  assert.ok((await rows.count()) > 2, "the rows were there all the time");
  const { asked, heard } = await page.evaluate(() => ({ asked: globalThis.asked, heard: globalThis.heard }));
  assert.deepEqual(asked, ["initial", "expiring"], "asked once");
  assert.deepEqual(heard.filter((code) => code !== "ready"), [], "nobody was told of an error");
  assert.deepEqual(errors, []);
});

test("two widgets on a page share nothing but their looks", async () => {
  stage.host.widgets = 2;
  const { page, errors } = await stage.open();
  await page.goto(stage.host.origin);
  const [first, second] = [0, 1].map((index) => page.locator("helpthread-history").nth(index));
  const subjects = (element) => element.locator('[part~="subject"]');
  await subjects(first).nth(1).waitFor();
  await subjects(second).nth(1).waitFor();
  await first.locator('[part~="filter-option"]').filter({ hasText: "Closed" }).click();
  await page.waitForFunction(() => document.querySelector("helpthread-history").shadowRoot.querySelectorAll(".row").length === 1);
  assert.deepEqual(await subjects(first).allTextContents(), [SUBJECTS[1]]);
  assert.deepEqual((await subjects(second).allTextContents()).slice(-2), SUBJECTS);
  await writesIn("For both of you");
  await subjects(second).filter({ hasText: "For both of you" }).waitFor();
  assert.deepEqual(await subjects(first).allTextContents(), [SUBJECTS[1]], "it is not closed");
  await first.evaluate((element) => element.remove());
  await writesIn("For the other one");
  await subjects(page.locator("helpthread-history")).filter({ hasText: "For the other one" }).waitFor();
  assert.deepEqual(errors, []);
});
