// Measures the widget and its peers in one Chromium, interleaved, and writes every round as JSON:
//
//   CHROMIUM=… node bench/peer-widget/measure.mjs ROUNDS FILE

import { writeFile } from "node:fs/promises";
import { openContenders } from "./contenders.mjs";
import { openServer } from "./server.mjs";
import { chromium } from "playwright-core";

const rounds = Number(process.argv[2]);
const { contenders, files, facts } = await openContenders();
const server = await openServer(files);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-background-networking"] });
/** The figures of each contender, round by round: `series[measure][contender]`. */
const series = {};
try {
  for (let round = 0; round <= rounds; round += 1) {
    console.log(`round ${round} of ${rounds}`);
    for (const contender of order(round)) {
      const figures = await measure(contender);
      // The first round warms the browser up.
      if (round === 0) continue;
      for (const [name, value] of Object.entries(figures)) ((series[name] ??= {})[contender.tag] ??= []).push(value);
    }
  }
} finally {
  await browser.close();
  server.close();
}
await writeFile(process.argv[3], JSON.stringify({ facts, series }));

/** Every contender once, in an order that turns and is reversed every other time, as in `bench/src/rounds.rs`. */
function order(round) {
  const turned = contenders.map((_, position) => contenders[(position + Math.floor(round / 2)) % contenders.length]);
  return round % 2 === 0 ? turned : turned.reverse();
}

/** One contender in a page of its own: a first page of 25 rows, then a customer with 1,000. */
async function measure({ tag, script }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  try {
    const page = await context.newPage();
    await page.goto(server.origin);
    const begun = await page.evaluate(begin, { tag, script, rows: 25 });
    const shown = await page.evaluate(fill, { tag, rows: 1_000 });
    const session = await context.newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const heap = await session.send("Runtime.getHeapUsage");
    const memory = (heap.usedSize + (heap.embedderHeapUsedSize ?? 0) + (heap.backingStorageSize ?? 0)) / 1e6;
    return { "first row, ms": begun, "1,000 rows, ms": shown.time, "longest task over 50 ms, 1,000 rows, ms": shown.longest, "memory with 1,000 rows, MB": memory };
  } finally {
    await context.close();
  }
}

/** In the page: adds the script and the element; the milliseconds until its rows are there. */
async function begin({ tag, script, rows }) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries({ endpoint: location.origin, customer: `cus_${rows}`, live: "off" })) element.setAttribute(name, value);
  element.getToken = async () => "a.b.c";
  const start = performance.now();
  document.body.append(element);
  await import(script);
  while (element.shadowRoot?.querySelectorAll("li").length !== rows) await new Promise((resolve) => setTimeout(resolve));
  return performance.now() - start;
}

/** In the page: asks for a customer with so many rows; the milliseconds until they are painted, and the longest task on the way. */
async function fill({ tag, rows }) {
  const element = document.querySelector(tag);
  const lengths = [];
  const tasks = new PerformanceObserver((list) => lengths.push(...list.getEntries().map(({ duration }) => duration)));
  tasks.observe({ type: "longtask" });
  const start = performance.now();
  await new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (element.shadowRoot.querySelectorAll("li").length !== rows) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = resolve;
        after.port2.postMessage(0);
      });
    }).observe(element.shadowRoot, { childList: true, subtree: true });
    element.setAttribute("customer", `cus_${rows}`);
  });
  const time = performance.now() - start;
  // The observer is told of tasks after they have ended.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  lengths.push(...tasks.takeRecords().map(({ duration }) => duration));
  return { time, longest: Math.max(0, ...lengths) };
}
