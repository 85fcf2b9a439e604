// Session tokens end. The widget asks the host for another, once, and says so when that is no use.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage({ withHost: true });

let host;
beforeEach(() => {
  host = stage.host;
});

const EXPIRED = () => mint({ age: 660, lifetime: 600 });
const FOREIGN = () => mint({ secret: "not_the_session_secret_0123456789abcdef" });

const asked = (page) => page.evaluate(() => globalThis.asked);
const heard = (page) => page.evaluate(() => globalThis.heard);

/** The codes of the proxy's refusals, in order. */
function refusals(page) {
  const codes = [];
  page.on("response", async (response) => {
    if (response.status() === 401) codes.push(response.json().then(({ error }) => error.code));
  });
  return () => Promise.all(codes);
}

for (const [what, bad, code] of [
  ["an expired", EXPIRED, "session_expired"],
  ["a rejected", FOREIGN, "invalid_session"],
]) {
  test(`${what} token is replaced once, and the customer notices nothing`, async () => {
    const { page } = await stage.open();
    const refused = refusals(page);
    host.token = (reason) => (reason === "rejected" ? mint() : bad());
    await page.goto(host.origin);
    const { rows, choose } = widget(page);
    await rows.nth(1).waitFor();
    assert.deepEqual(await asked(page), ["initial", "rejected"]);
    assert.deepEqual(await refused(), [code]);
    assert.deepEqual(await heard(page), ["ready"], "no error");

    await choose("Closed");
    await rows.first().waitFor();
    assert.deepEqual(await asked(page), ["initial", "rejected"], "the fresh token is kept");
  });

  test(`${what} token that is replaced by another such ends the session, until there is a good one`, async () => {
    const { page } = await stage.open();
    const refused = refusals(page);
    host.token = bad;
    await page.goto(host.origin);
    const { rows, expired, retry, voice } = widget(page);
    await expired.waitFor();
    assert.match(await expired.textContent(), /Your session has ended/);
    assert.match(await voice.textContent(), /Your session has ended/);
    assert.equal(await rows.count(), 0);
    assert.deepEqual(await asked(page), ["initial", "rejected"], "asked once for another, and no more");
    assert.deepEqual(await refused(), [code, code]);
    assert.deepEqual(await heard(page), ["session_expired"]);

    host.token = () => mint();
    await retry.click();
    await rows.nth(1).waitFor();
  });
}

test("a token that is about to end is replaced before it is used again", async () => {
  const { page } = await stage.open();
  const refused = refusals(page);
  host.token = (reason) => mint({ lifetime: reason === "initial" ? 20 : 600 });
  await page.goto(host.origin);
  const { rows, choose } = widget(page);
  await rows.nth(1).waitFor();
  await choose("Open");
  await rows.first().waitFor();
  assert.deepEqual(await asked(page), ["initial", "expiring"]);
  assert.deepEqual(await refused(), []);
});

test("when nobody is signed in any more the rows are gone", async () => {
  const { page } = await stage.open();
  host.token = (reason) => (reason === "initial" ? mint({ lifetime: 20 }) : null);
  await page.goto(host.origin);
  const { rows, choose, expired } = widget(page);
  await rows.nth(1).waitFor();
  await choose("Open");
  await expired.waitFor();
  assert.equal(await rows.count(), 0);
});

test("a host that gives no token is no request to the proxy", async () => {
  const { page } = await stage.open();
  const urls = [];
  page.on("request", (request) => urls.push(new URL(request.url()).pathname));
  host.token = () => null;
  await page.goto(host.origin);
  await widget(page).expired.waitFor();
  assert.ok(urls.includes("/support-token"));
  assert.deepEqual(urls.filter((path) => path.startsWith("/v1/")), []);
});
