// The playground: what is chosen is what is shown and what is copied, and what goes wrong looks as it will in production.

import assert from "node:assert/strict";
import { test } from "node:test";
import { JANE, MOST_TALKATIVE, signIn, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

/** The playground with these choices in its address. */
async function openPlayground(query = "", options) {
  const opened = await stage.open(options);
  const { page } = opened;
  await signIn(page, stage.stack.dashboard);
  await page.goto(`${stage.stack.dashboard}/playground${query}`);
  const control = (label) => page.locator("#controls").getByLabel(label, { exact: true });
  const snippet = (id) => page.locator(`#snippet-${id}`).textContent();
  return { ...opened, ...widget(page), control, snippet };
}

/** The element of a snippet: its attributes by name, read by the browser's own parser. */
const elementOf = (page, html) =>
  page.evaluate((html) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.open("GET", URL.createObjectURL(new Blob([html], { type: "text/html" })));
    request.send();
    return new Promise((resolve) => {
      request.onload = () => {
        const element = request.responseXML.querySelector("helpthread-history");
        resolve(Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])));
      };
    });
  }, html);

/** The element on the page: its attributes, and the custom properties of the playground. */
const shown = (element) =>
  element.evaluate((element) => ({
    attributes: Object.fromEntries([...element.attributes].filter(({ name }) => name !== "style").map(({ name, value }) => [name, value])),
    properties: [...element.style].map((name) => `${name}: ${element.style.getPropertyValue(name)};`),
  }));

test("what is chosen is what the element has, what the snippets say and where the address leads", async () => {
  const { page, element, rows, rowsAre, control, snippet, errors } = await openPlayground();
  await rows.first().waitFor();
  await control("Customer").selectOption(MOST_TALKATIVE);
  await control("Filter at first").selectOption("closed");
  await control("Rows per page").selectOption("5");
  await control("Density").selectOption("compact");
  await control("Colour scheme").selectOption("dark");
  await control("Language").selectOption("de");
  await control("Live updates").selectOption("off");
  await control("Accent").fill("#c0ffee");
  await control("Corners").selectOption("20px");
  await element.getByText("Mehr laden").or(element.locator('[part~="load-more"]')).first().waitFor();
  await rowsAre(5);

  const { attributes, properties } = await shown(element);
  assert.deepEqual(attributes, {
    endpoint: stage.stack.proxy,
    customer: MOST_TALKATIVE,
    status: "closed",
    "page-size": "5",
    density: "compact",
    "color-scheme": "dark",
    locale: "de",
    live: "off",
  });
  assert.deepEqual(await parsed(await snippet("html")), attributes);
  assert.deepEqual(properties, ["--helpthread-accent: #c0ffee;", "--helpthread-radius: 20px;"]);
  for (const property of properties) assert.ok((await snippet("css")).includes(property), property);
  assert.ok((await snippet("html")).includes(`src="${stage.stack.proxy}/widget/history.js"`));
  assert.ok(!(await snippet("policy")).includes("ws:"), "without live updates there is no socket to allow");

  const before = { attributes, html: await snippet("html"), css: await snippet("css") };
  await page.reload();
  await rows.first().waitFor();
  assert.deepEqual({ attributes: (await shown(element)).attributes, html: await snippet("html"), css: await snippet("css") }, before);
  assert.deepEqual(errors, []);
});

/** The attributes of the element in a snippet, read in a page that has no policy. */
async function parsed(html) {
  const { page } = await stage.open();
  return elementOf(page, html);
}

test("the snippets are copied as they stand", async () => {
  const { page, context, control, snippet } = await openPlayground();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await control("Seen by").selectOption("agent");
  await page.getByRole("button", { name: "Copy: Mint a token" }).click();
  await page.getByRole("status").filter({ hasText: "Copied to the clipboard." }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await snippet("server"));
  assert.match(copied, /role: "agent"/);
});

test("a customer's eyes see a customer's view, an agent's can reply", async () => {
  const { rows, part, control } = await openPlayground(`?customer=${JANE}`);
  await rows.first().getByRole("button").click();
  await part("details").waitFor();
  assert.equal(await rows.first().getByRole("textbox").count(), 0);
  await control("Seen by").selectOption("agent");
  await rows.first().getByRole("button").first().click();
  await rows.first().getByRole("textbox").waitFor();
});

/** What can go wrong, which part of the widget says so, and in which words. */
const FAILURES = [
  ["unavailable", "error", /could not be loaded/],
  ["offline", "error", /No connection/],
  ["limited", "error", /One moment[^]*Trying again in/],
  ["misconfigured", "error", /not set up correctly/],
  ["expired", "expired", /session has ended/],
  ["unknown", "empty", /No conversations yet/],
  ["empty", "empty", /No conversations yet/],
];

test("what goes wrong is shown by the widget as it will be in production, and nothing of it reaches the proxy", async () => {
  const { page, control, rows, ...parts } = await openPlayground(`?customer=${JANE}&live=off`);
  await rows.first().waitFor();
  const asked = [];
  page.on("request", (request) => request.url().includes("/v1/") && asked.push(request.url()));
  for (const [failure, state, words] of FAILURES) {
    await control("What goes wrong").selectOption(failure);
    await parts[state].filter({ hasText: words }).waitFor();
    assert.deepEqual(asked, [], failure);
  }
  const errors = page.locator("#events li").filter({ hasText: "helpthread-error" });
  assert.match(await errors.first().textContent(), /"code":/);
  await control("What goes wrong").selectOption("");
  await rows.first().waitFor();
  assert.equal(asked.length, 1, "now it is asked again");
});

test("only the next page fails", async () => {
  const { rows, loadMore, part } = await openPlayground(`?customer=${MOST_TALKATIVE}&page-size=5&simulate=more`);
  await loadMore.click();
  await part("more-error").waitFor();
  assert.equal(await rows.count(), 5);
});

test("a theme is one press, and starting over takes everything back", async () => {
  const { page, element, rows, control, snippet } = await openPlayground("?locale=ar&dir=rtl");
  await rows.first().waitFor();
  await page.getByRole("link", { name: "Midnight" }).click();
  assert.equal(await control("Surface").inputValue(), "#10142a");
  assert.equal(await control("Language").inputValue(), "ar", "what is not of the theme stays");
  assert.match(await snippet("css"), /--helpthread-surface: #10142a;/);
  const surface = await element.locator('[part~="base"]').evaluate((base) => getComputedStyle(base).backgroundColor);
  assert.equal(surface, "rgb(16, 20, 42)");
  await page.getByRole("link", { name: "Start over" }).click();
  assert.equal(await page.evaluate(() => location.search), `?customer=${JANE}`);
  assert.deepEqual((await shown(element)).properties, []);
});

test("without script the snippets say what the address says", async () => {
  const { page, snippet } = await openPlayground(`?customer=${JANE}&accent=%23c0ffee&locale=ja`, { javaScriptEnabled: false });
  assert.match(await snippet("html"), /locale="ja"/);
  assert.match(await snippet("css"), /--helpthread-accent: #c0ffee;/);
  await page.getByRole("button", { name: "Show" }).waitFor();
});

test("nothing but a colour gets into the style, and nothing but a customer into the snippet", async () => {
  const hostile = encodeURIComponent("red;} * {display:none");
  const { page, snippet, element, errors } = await openPlayground(`?accent=${hostile}&customer=%22%3E%3Cscript%3E&density=%22x`);
  await element.waitFor();
  assert.doesNotMatch(`${await snippet("css")}${await snippet("html")}`, /display|"><script>|x"/);
  assert.equal(await page.locator("#control-accent").inputValue(), "");
  assert.deepEqual(errors, []);
});

test("in the sandbox the chosen customer writes in, and the row arrives in the preview", async () => {
  const { page, live, row } = await openPlayground(`?customer=${JANE}`);
  await live.waitFor();
  await page.getByText("Let a customer write in").click();
  await page.getByLabel("Subject").fill("Into the playground");
  await page.getByRole("button", { name: "Write in" }).click();
  await row("Into the playground").waitFor();
});
