// What must not break the page: a panic, a thousand comings and goings, too many requests, words in another language, a host's own
// words and slots, an element that is not on the screen yet.

import assert from "node:assert/strict";
import { test } from "node:test";
import { JANE, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage({ withHost: true });

/** A page of the host's, with the widget as these change it. */
async function open(changes = {}, options) {
  Object.assign(stage.host, changes);
  const customer = stage.host.customer;
  if (!changes.token) stage.host.token = () => mint({ customer });
  const opened = await stage.open(options);
  return { ...opened, ...widget(opened.page), go: () => opened.page.goto(stage.host.origin) };
}

test("a panic is healed: every widget of the page starts over in a new instance", async () => {
  const { page, rows, go } = await open({ widgets: 2 });
  await page.addInitScript(() => {
    // A module of one function that traps, as a panic does.
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.t;
    const instantiate = WebAssembly.instantiate;
    const wrap = ({ exports }) => ({ exports: { ...exports, step: (...all) => (globalThis.panics-- > 0 ? trap() : exports.step(...all)) } });
    globalThis.panics = 0;
    WebAssembly.instantiateStreaming = async (response, imports) => {
      const { instance, module } = await instantiate(await (await response).arrayBuffer(), imports);
      return { module, instance: wrap(instance) };
    };
    const Instance = WebAssembly.Instance;
    WebAssembly.Instance = function (module, imports) {
      return wrap(new Instance(module, imports));
    };
    WebAssembly.Instance.prototype = Instance.prototype;
  });
  await go();
  await rows.nth(3).waitFor();
  const old = await rows.first().elementHandle();
  await page.evaluate(() => {
    globalThis.panics = 1;
    document.querySelector("helpthread-history").refresh();
  });
  await page.waitForFunction((old) => !old.isConnected, old);
  await rows.nth(3).waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.heard.filter((code) => code !== "ready")), ["widget_crashed", "widget_crashed"]);
  assert.equal(await rows.count(), 4, "both show their rows again");
  assert.deepEqual(await page.evaluate(() => globalThis.asked.length), 4, "with new tokens");
});

test("rows beyond a page of the API come in order, and a search or another language has them all", async () => {
  const COUNT = 450;
  const { page, rows, subjects, rowsAre, search, voice, element, go } = await open({ attributes: 'live="off"' });
  await page.route(`${stage.stack.proxy}/v1/customers/*/conversations?*`, async (route) => {
    const answer = await route.fetch();
    const [first] = (await answer.json()).data;
    const row = (index) => ({ ...first, id: `cnv_${String(9e6 - index).padStart(26, "0")}`, subject: `Question ${index}` });
    const data = Array.from({ length: COUNT }, (_, index) => row(index));
    await route.fulfill({ response: answer, json: { data, pagination: { next_cursor: null, has_more: false } } });
  });
  await go();
  await rowsAre(COUNT);
  const expected = Array.from({ length: COUNT }, (_, index) => `Question ${index}`);
  assert.deepEqual(await subjects.allTextContents(), expected);

  await element.evaluate((element) => element.setAttribute("locale", "de"));
  await element.getByText(`Question ${COUNT - 1}`).waitFor();
  await rowsAre(COUNT);
  assert.deepEqual(await subjects.allTextContents(), expected);

  await search.fill(`question ${COUNT - 1}`);
  await voice.filter({ hasText: /^1\b/ }).waitFor();
  assert.deepEqual(await rows.filter({ visible: true }).count(), 1);
});

test("a thousand times in and out of the document leave nothing behind", async () => {
  const { page, context, rows, go } = await open({ attributes: 'live="off"' });
  await go();
  await rows.nth(1).waitFor();
  const devTools = await context.newCDPSession(page);
  const cycles = (count) =>
    page.evaluate(async (count) => {
      const element = document.querySelector("helpthread-history");
      element.getToken = () => new Promise(() => {});
      const turn = () => new Promise((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
      for (let cycle = 0; cycle < count; cycle += 1) {
        element.remove();
        await turn();
        document.body.append(element);
        await turn();
        if (cycle % 50 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
    }, count);
  const measure = async () => {
    await devTools.send("HeapProfiler.collectGarbage");
    const { nodes, jsEventListeners } = await devTools.send("Memory.getDOMCounters");
    const { usedSize } = await devTools.send("Runtime.getHeapUsage");
    return { nodes, listeners: jsEventListeners, bytes: usedSize };
  };
  await cycles(100);
  const before = await measure();
  await cycles(1_000);
  const limits = { nodes: before.nodes + 100, listeners: before.listeners + 10, bytes: before.bytes * 1.1 + 100_000 };
  const over = (now) => Object.keys(limits).filter((name) => now[name] > limits[name]);
  // A collection may leave what the next one takes; what is held on to survives them all.
  let after = await measure();
  for (let times = 0; times < 10 && over(after).length > 0; times += 1) after = await measure();
  assert.deepEqual(over(after), [], JSON.stringify({ before, after }));
});

test("when there were too many requests a countdown is shown, announced once, and then it goes on by itself", async () => {
  const { page, part, rows, voice, retry, go } = await open();
  await page.clock.install();
  let refusals = 0;
  await page.route(`${stage.host.proxy}/v1/customers/**`, async (route) => {
    if (refusals > 0) return route.continue();
    refusals += 1;
    const headers = { "Access-Control-Allow-Origin": stage.host.origin, "Access-Control-Expose-Headers": "Retry-After", "Retry-After": "42" };
    await route.fulfill({ status: 429, headers, json: { error: { code: "rate_limit_exceeded", message: "Too many requests." } } });
  });
  await go();
  await part("rate-limited").waitFor();
  // The page's clock goes on by itself too.
  const seconds = async () => Number((await retry.textContent()).match(/Trying again in (\d+) sec/)[1]);
  const before = await seconds();
  assert.ok(before <= 42 && before > 22, `${before} seconds`);
  const announced = await voice.textContent();
  assert.match(announced, /too many requests.*Trying again in 42 sec/i);
  await page.clock.runFor(20_000);
  const after = await seconds();
  assert.ok(after <= before - 20, `${before} seconds, and 20 later ${after}`);
  assert.equal(await voice.textContent(), announced, "it is not said every second");
  assert.equal(await retry.getAttribute("aria-disabled"), "true");
  await page.clock.runFor(23_000);
  await rows.nth(1).waitFor();
});

test("a host that shows conversations itself keeps the details closed", async () => {
  const { page, rows, part, go } = await open();
  await go();
  await rows.nth(1).waitFor();
  await page.evaluate(() => addEventListener("helpthread-select", (event) => {
    event.preventDefault();
    globalThis.selected = event.detail.conversation;
  }));
  await rows.first().getByRole("button").click();
  const selected = await page.evaluate(() => globalThis.selected);
  assert.deepEqual({ ...selected, subject: "" }, {
    ...{ id: "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", customer_id: JANE, subject: "", status: "open", assignee_id: null },
    ...{ created_at: "2024-05-13T14:24:00Z", updated_at: "2024-05-13T15:02:11Z", last_message_at: "2024-05-13T15:02:11Z" },
  });
  assert.equal(await part("details").count(), 0);
});

test("loading=lazy asks for nothing until the element comes near the screen", async () => {
  const { page, rows, element, go } = await open({ attributes: 'loading="lazy" style="display: block; margin-top: 4000px"' });
  const urls = [];
  page.on("request", (request) => urls.push(new URL(request.url()).pathname));
  await go();
  await page.waitForFunction(() => customElements.get("helpthread-history"));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.deepEqual(urls.filter((path) => /\.wasm$|^\/v1/.test(path)), []);
  await element.scrollIntoViewIfNeeded();
  await rows.nth(1).waitFor();
});
