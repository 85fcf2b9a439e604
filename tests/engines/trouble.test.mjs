// What people see when something is wrong, in each engine: sessions that end, parts that are gone, a busy proxy, a strict page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EXACTLY_ONE_PAGE, MOST_TALKATIVE } from "../e2e/dashboard.mjs";
import { mint } from "../e2e/host.mjs";
import { startGate } from "./gate.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

const SUBJECTS = ["Unable to update billing address", "Login issue on mobile app"];
const EXPIRED = () => mint({ age: 660, lifetime: 600 });
const FOREIGN = () => mint({ secret: "not_the_session_secret_0123456789abcdef" });

for (const [what, bad, code] of [
  ["an expired", EXPIRED, "session_expired"],
  ["a rejected", FOREIGN, "invalid_session"],
]) {
  test(`${what} token is replaced once, and the customer notices nothing`, async () => {
    const { rows, kept } = await stage.open({ token: (reason) => (reason === "rejected" ? mint() : bad()), attributes: 'live="off"' });
    await rows.nth(1).waitFor();
    assert.deepEqual(await kept("asked"), ["initial", "rejected"]);
    assert.deepEqual(await kept("answered"), [code, 200]);
    assert.deepEqual(await kept("heard"), ["ready"], "no error");
  });

  test(`${what} token that is replaced by another such ends the session, until there is a good one`, async () => {
    const { rows, expired, retry, voice, kept } = await stage.open({ token: bad });
    await expired.waitFor();
    assert.match(await expired.textContent(), /Your session has ended/);
    assert.match(await voice.textContent(), /Your session has ended/);
    assert.equal(await rows.count(), 0);
    assert.deepEqual(await kept("asked"), ["initial", "rejected"], "asked once for another, and no more");
    assert.deepEqual(await kept("answered"), [code, code]);
    assert.deepEqual(await kept("heard"), ["session_expired"]);

    stage.host.token = () => mint();
    await retry.click();
    await rows.nth(1).waitFor();
  });
}

test("a token that is about to end is replaced before it is used again", async () => {
  const token = (reason) => mint({ lifetime: reason === "initial" ? 20 : 600 });
  const { rows, choose, kept } = await stage.open({ token, attributes: 'live="off"' });
  await rows.nth(1).waitFor();
  await choose("Open");
  await rows.nth(1).waitFor({ state: "hidden" });
  await rows.first().waitFor();
  assert.deepEqual(await kept("asked"), ["initial", "expiring"]);
  assert.deepEqual(await kept("answered"), [200, 200], "no refusal");
});

test("when nobody is signed in any more the rows are gone", async () => {
  const { rows, choose, expired } = await stage.open({ token: (reason) => (reason === "initial" ? mint({ lifetime: 20 }) : null) });
  await rows.nth(1).waitFor();
  await choose("Open");
  await expired.waitFor();
  assert.equal(await rows.count(), 0);
});

test("a host that gives no token is no request to the proxy", async () => {
  const { expired, kept } = await stage.open({ token: () => null });
  await expired.waitFor();
  assert.deepEqual(await kept("asked"), ["initial"]);
  assert.deepEqual(await kept("answered"), []);
});

test("while the API is stopped there is an error with Retry, announced, and Retry recovers once it is back", async () => {
  await stage.stack.stop("api");
  // Of hers the proxy has kept nothing.
  const { rows, error, retry, voice, kept } = await stage.open({ customer: EXACTLY_ONE_PAGE });
  await error.waitFor();
  assert.match(await error.textContent(), /Conversations could not be loaded/);
  assert.match(await voice.textContent(), /Conversations could not be loaded/);
  assert.equal(await rows.count(), 0);
  assert.deepEqual(await kept("heard"), ["upstream_unavailable"]);

  await stage.stack.start("api");
  await retry.click();
  await rows.nth(24).waitFor();
  assert.equal(await error.count(), 0);
});

test("a page that could not be added leaves the rows alone, and the same button tries again", async () => {
  const { rows, part, loadMore, focusedRow } = await stage.open({ customer: MOST_TALKATIVE });
  await rows.first().waitFor();
  await stage.stack.stop("api");
  await loadMore.click();
  await part("more-error").waitFor();
  assert.equal(await rows.count(), 25);

  await stage.stack.start("api");
  await loadMore.filter({ hasText: "Try again" }).click();
  await rows.nth(25).waitFor();
  assert.equal(await rows.count(), 50);
  assert.equal(await focusedRow(), 25);
  assert.equal(await part("more-error").count(), 0);
});

/** From now on the page keeps, at every change, what the button says, whether it is marked, and what is announced. Runs in the page. */
function recordCountdown() {
  const { shadowRoot } = document.querySelector("helpthread-history");
  globalThis.counted = [];
  const look = () => {
    const retry = shadowRoot.querySelector('[part~="retry"]');
    if (retry) counted.push({ text: retry.textContent, disabled: retry.ariaDisabled, voice: shadowRoot.querySelector('[role="status"]').textContent });
  };
  new MutationObserver(look).observe(shadowRoot, { subtree: true, childList: true, characterData: true });
}

test("when there were too many requests a countdown is shown, announced once, and then it goes on by itself", async () => {
  const busy = { refusals: 0, retryAfter: 3 };
  const gate = await startGate(stage.stack.proxy, busy);
  try {
    const { page, rows, choose, kept } = await stage.open({ proxy: gate.url, attributes: 'live="off"' });
    await rows.nth(1).waitFor();
    await page.evaluate(recordCountdown);
    busy.refusals = 1;
    await choose("Open");
    await rows.first().waitFor();
    // Each second is on the screen for just that long, so a slow machine asks afterwards.
    const counted = (await kept("counted")).filter(({ text }) => text.startsWith("Trying again in "));
    const seconds = [...new Set(counted.map(({ text }) => Number(/in (\d+) sec$/.exec(text)?.[1])))];
    assert.ok(seconds.length >= 2 && seconds[0] <= 3 && seconds.every((second, index) => index === 0 || second < seconds[index - 1]), `${seconds}`);
    assert.ok(counted.every(({ disabled }) => disabled === "true"), "it cannot be pressed");
    const announced = new Set(counted.map(({ voice }) => voice));
    assert.equal(announced.size, 1, "it is not said every second");
    assert.match([...announced][0], /too many requests.*Trying again in \d sec/i);
  } finally {
    gate.close();
  }
});

test("a page that the proxy does not allow gets an error and not one row", async () => {
  const allowed = stage.host.origin;
  stage.host.origin = stage.host.foreignOrigin;
  try {
    const { error, rows, element, kept } = await stage.open();
    await error.waitFor();
    assert.deepEqual(await kept("heard"), ["network_unreachable"]);
    assert.equal(await rows.count(), 0);
    const text = await element.evaluate(({ shadowRoot }) => shadowRoot.textContent);
    for (const subject of SUBJECTS) assert.ok(!text.includes(subject));
  } finally {
    stage.host.origin = allowed;
  }
});

/** The documented minimum (widget.md), under Trusted Types. */
const policy = (wasm) => {
  const { proxy } = stage.host;
  const sources = `script-src 'self' ${proxy} ${wasm}; connect-src 'self' ${proxy} ${proxy.replace("http", "ws")}`;
  return `default-src 'none'; ${sources}; style-src 'none'; require-trusted-types-for 'script'`;
};

test("under the strictest documented policy it works, its style sheet included, without one violation", async () => {
  const { rows, subjects, part, choose, live, kept } = await stage.open({ policy: policy("'wasm-unsafe-eval'") });
  await rows.nth(1).waitFor();
  await live.waitFor();
  assert.deepEqual(await subjects.allTextContents(), SUBJECTS);
  await rows.first().getByRole("button", { name: SUBJECTS[0] }).click();
  await part("details").waitFor();
  await choose("Closed");
  await rows.nth(1).waitFor({ state: "hidden" });
  await rows.first().waitFor();
  assert.deepEqual(await subjects.allTextContents(), SUBJECTS.slice(1));
  assert.equal(await part("list").evaluate((list) => getComputedStyle(list).listStyleType), "none", "our style sheet applies");
  // WebKit reports the icon that it asks every host for.
  assert.deepEqual((await kept("violated")).filter((what) => !what.endsWith("/favicon.ico")), []);
});

test("where wasm is blocked the host's own words stay, and the host is told", async () => {
  const { page, rows, kept } = await stage.open({ policy: policy("") });
  await page.waitForFunction(() => globalThis.heard.length > 0);
  assert.deepEqual(await kept("heard"), ["widget_blocked"]);
  assert.equal(await page.getByText("Loading your conversations").isVisible(), true);
  assert.equal(await rows.count(), 0);
});
