// What signs requests never reaches a browser, and a session token goes from the host to the proxy and nowhere else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { customer, JANE, manager, MOST_TALKATIVE, PASSWORD, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";
import { recordTraffic } from "./traffic.mjs";
import { ADMIN_TOKEN, BILLING, EMPTY_BODY_SIGNATURE, SESSION_SECRET, SIGN_IN_SECRET, WORKSPACE_SECRET } from "./workspace.mjs";

const stage = setStage();

/** @param {Buffer | string} secret */
const spellings = (secret) => {
  const bytes = Buffer.from(secret);
  return ["hex", "base64", "base64url"].map((encoding) => bytes.toString(encoding).replace(/=+$/, ""));
};

/** In lower case: so is what it is compared with. */
const FORBIDDEN = [
  "hthmac",
  ADMIN_TOKEN,
  ...[WORKSPACE_SECRET, SESSION_SECRET, SIGN_IN_SECRET].flatMap((secret) => [secret, ...spellings(secret)]),
  ...spellings(EMPTY_BODY_SIGNATURE),
].map((text) => text.toLowerCase());

/** @param {import("./traffic.mjs").Entry} entry */
const describeEntry = ({ place, name, urls, text }) => `${place} ${name} ${urls}: ${text.slice(0, 200)}`;

/** Where a secret is. @param {import("./traffic.mjs").Entry[]} entries */
const leaks = (entries) => entries.filter(({ text }) => FORBIDDEN.some((secret) => text.toLowerCase().includes(secret)));

/** Any token that is signed JSON. */
const TOKEN = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/g;

/** The two addresses of the dashboard that answer with a session token. @param {string} url */
const givesTokens = (url) => ["/support-token", "/playground/token"].includes(new URL(url).pathname);

/** Where one of the session tokens is and does not belong. */
const strayTokens = (entries, tokens, proxy) =>
  entries.filter((entry) => {
    const given = entry.place === "response body" && entry.urls.every(givesTokens);
    const shown =
      entry.place === "request header" && entry.name === "authorization" && entry.urls.every((url) => url.startsWith(`${proxy}/`));
    // A browser lets nothing but a protocol's name carry the token of a live connection (proxy.md section 4).
    const offered =
      entry.place === "websocket" && entry.name === "sec-websocket-protocol" && entry.urls.every((url) => url.startsWith(`${proxy.replace("http", "ws")}/v1/`));
    return !given && !shown && !offered && tokens.some((token) => entry.text.includes(token));
  });

test("on a tour through everything, no secret and no signature is in what the browser sent, received, printed or kept", async () => {
  const { stack } = stage;
  const { page } = await stage.open();
  const traffic = await recordTraffic(page);
  await managersTour(page, traffic);
  await customersTour(page, traffic);

  assert.deepEqual(traffic.unread, [], "the record is whole");
  const tokens = traffic.entries
    .filter(({ place, urls }) => place === "response body" && urls[0].startsWith(`${stack.dashboard}/`) && givesTokens(urls[0]))
    .map(({ text }) => text);
  assert.ok(tokens.length >= 6, "the record has the tokens of every page with a history");
  for (const token of tokens) assert.deepEqual(token.match(TOKEN), [token]);
  const has = (place, text) => assert.ok(traffic.find(text).some((entry) => entry.place === place), `${text} in a ${place}`);
  has("response body", "Unable to update billing address");
  has("response body", "upstream_unavailable");
  has("websocket", "helpthread.live.v1");
  has("websocket", '"type":"hello"');
  has("request header", `Bearer ${tokens[0]}`);
  has("request body", `password=${PASSWORD}`);
  has("storage", "quillmere_sign_in");

  assert.deepEqual(leaks(traffic.entries).map(describeEntry), []);
  assert.deepEqual(strayTokens(traffic.entries, tokens, stack.proxy).map(describeEntry), []);
  const others = traffic.entries.filter(({ text }) => text.match(TOKEN)?.some((token) => !tokens.includes(token)));
  assert.deepEqual(others.map(describeEntry), [], "the inbox's own token is with no browser");
});

/** Search, history, filter, load more, an error and its recovery, sign out. */
async function managersTour(page, traffic) {
  const { stack } = stage;
  await page.goto(stack.dashboard);
  await traffic.settled();
  await page.locator(".person", { hasText: manager.name }).click();
  await page.waitForURL("**/customers");
  await page.getByRole("searchbox").fill(customer(JANE).email);
  await page.getByText("1 match").waitFor();
  await traffic.settled();
  await page.getByRole("link", { name: customer(JANE).name }).click();
  const { rows, choose, loadMore, error, retry, live } = widget(page);
  await rows.nth(1).getByRole("button").click();
  await choose("Closed");
  await rows.first().waitFor();
  // The first page is asked for once more when the live connection stands.
  await live.waitFor();
  await traffic.settled();
  await traffic.readStorage();

  await page.goto(`${stack.dashboard}/customers/${MOST_TALKATIVE}`);
  await rows.first().waitFor();
  await loadMore.click();
  await rows.nth(25).waitFor();
  await stack.stop("api");
  await choose("Open");
  await error.waitFor();
  await stack.start("api");
  await retry.click();
  await rows.first().waitFor();
  await live.waitFor();
  await traffic.settled();
  await inboxTour(page, traffic);
  await page.goto(`${stack.dashboard}/customers/cus_nobody`);
  await traffic.settled();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await traffic.settled();
}

/** The inbox looks for news every 15 seconds: an answer that comes just as the page is left could not be read. */
const stopTimers = (page) =>
  page.evaluate(() => {
    for (let timer = setTimeout(() => {}); timer > 0; timer -= 1) clearTimeout(timer);
  });

/** The inbox, which has a token of its own that no browser gets; a customer who writes in; the playground, in both roles. */
async function inboxTour(page, traffic) {
  const { dashboard } = stage.stack;
  const { rows, live } = widget(page);
  const said = (words) => page.locator("#said").filter({ hasText: words }).waitFor();
  await page.goto(`${dashboard}/inbox?conversation=${BILLING}&customer=${JANE}`);
  await rows.first().waitFor();
  await page.getByRole("button", { name: "Mark as pending" }).click();
  await said("Marked as pending.");
  await page.getByLabel("Your reply").fill("A reply on the record");
  await page.getByRole("button", { name: "Send" }).click();
  await said("Reply sent.");
  await page.getByRole("button", { name: "Reopen" }).click();
  await said("Conversation reopened.");
  await page.getByText("Let a customer write in").click();
  await page.getByLabel("Subject").fill("A subject on the record");
  await page.getByRole("button", { name: "Write in" }).click();
  // Until it is there the page looks for it again and again.
  await page.locator(".thread-link", { hasText: "A subject on the record" }).waitFor();
  await live.waitFor();
  await stopTimers(page);
  await traffic.settled();
  await traffic.readStorage();
  await page.goto(`${dashboard}/playground`);
  await rows.first().waitFor();
  await page.getByLabel("Seen by").selectOption("agent");
  await rows.first().waitFor();
  await live.waitFor();
  await traffic.settled();
}

/** Sign in with a password, her own history, the proxy's own answers. */
async function customersTour(page, traffic) {
  await page.getByLabel("Email").fill(customer(JANE).email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const { rows, empty, choose, live } = widget(page);
  await rows.nth(1).waitFor();
  await choose("Pending");
  await empty.waitFor();
  await live.waitFor();
  await traffic.settled();
  await page.reload();
  await rows.nth(1).waitFor();
  await live.waitFor();
  await page.evaluate(
    async ([proxy, paths]) => {
      for (const path of paths) await (await fetch(proxy + path)).text();
    },
    [stage.stack.proxy, [`/v1/customers/${JANE}/conversations`, "/v1/conversations"]],
  );
  await traffic.settled();
  await traffic.readStorage();
}

test("the record would have shown a secret wherever it were", async () => {
  const { dashboard, proxy } = stage.stack;
  const { page } = await stage.open();
  await page.goto(`${dashboard}/sign-in`);
  const traffic = await recordTraffic(page);
  const headers = { "x-planted": `HtHmAc signature="planted-7"` };
  await page.route("**/planted", (route) => route.fulfill({ headers, body: `planted-8 ${spellings(EMPTY_BODY_SIGNATURE)[0]}` }));
  await page.evaluate(async (secret) => {
    localStorage.setItem("planted", `${secret} planted-1`);
    sessionStorage.setItem("planted", `${secret} planted-2`);
    document.cookie = `planted=${secret}planted-3`;
    console.log(`${secret} planted-4`);
    const send = async (...request) => (await fetch(...request)).text();
    await send(`/healthz?${secret}planted-5`, { headers: { "x-planted": `${secret} planted-6` } });
    await send("/planted");
    await send("/healthz", { method: "POST", body: `${secret} planted-9` });
    const socket = new WebSocket(`ws://${location.host}/${secret}planted-0`);
    await new Promise((resolve) => socket.addEventListener("close", resolve));
  }, WORKSPACE_SECRET);
  await traffic.settled();
  await traffic.readStorage();

  const found = leaks(traffic.entries);
  const places = (number) => [...new Set(found.filter(({ text }) => text.includes(`planted-${number}`)).map(({ place }) => place))].sort();
  assert.deepEqual([1, 2].map(places), [["storage"], ["storage"]]);
  assert.deepEqual(places(3), ["request header", "storage", "websocket"], "a cookie travels with every request");
  assert.deepEqual(places(0), ["console", "websocket"], "the console says that nobody answered");
  assert.deepEqual([4, 5, 6, 7, 8, 9].map(places), [
    ["console"],
    ["url"],
    ["request header"],
    ["response header"],
    ["response body"],
    ["request body"],
  ]);

  const token = "aaa.bbb.ccc";
  const entry = (place, name, url) => ({ place, name, urls: [url], text: `Bearer ${token}` });
  const stray = [entry("url", "", proxy), entry("request header", "authorization", dashboard), entry("response body", "", `${proxy}/v1`), entry("websocket", "url", `${proxy.replace("http", "ws")}/v1`)];
  const right = [entry("request header", "authorization", `${proxy}/v1`), entry("response body", "", `${dashboard}/support-token`)];
  assert.deepEqual(strayTokens([...stray, ...right], [token], proxy), stray);
});
