// On a page that reads from right to left, and with subjects in languages that do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { everybody, JANE, widget } from "./dashboard.mjs";
import { mint } from "./host.mjs";
import { DESK, PHONE, tooWide } from "./screen.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage({ withHost: true });

/** Where the subjects' words and their rows begin and end. */
const places = (page) =>
  widget(page).rows.evaluateAll((rows) =>
    rows.map((row) => {
      const subject = row.querySelector('[part~="subject"]');
      const range = document.createRange();
      range.selectNodeContents(subject);
      const [words, box, status] = [range, row, row.querySelector('[part~="status"]')].map((part) => part.getBoundingClientRect());
      const gaps = { left: words.left - box.left, right: box.right - words.right };
      const statusIs = status.left - box.left < box.right - status.right ? "left" : "right";
      return { subject: subject.textContent, gaps, statusIs };
    }),
  );

const ARABIC = everybody.find(({ locale }) => locale.startsWith("ar")).id;

for (const viewport of [DESK, PHONE]) {
  for (const [script, customer] of [["Latin", JANE], ["Arabic", ARABIC]]) {
    test(`rows with subjects in ${script} letters begin where the page's lines begin, at ${viewport.width} px`, async () => {
      const { host } = stage;
      const { page } = await stage.open({ viewport });
      Object.assign(host, { customer, token: () => mint({ customer }) });
      for (const [direction, edge] of [["rtl", "right"], ["ltr", "left"]]) {
        host.direction = direction;
        await page.goto(host.origin);
        await widget(page).rows.first().waitFor();
        const rows = await places(page);
        const letters = new RegExp(`\\p{Script=${script}}`, "u");
        assert.ok(rows.some(({ subject }) => letters.test(subject)));
        for (const { subject, gaps, statusIs } of rows) {
          assert.ok(gaps[edge] >= 0 && gaps[edge] < 32, `${direction}: ${gaps[edge]} px ${edge} of ${subject}`);
          if (viewport === DESK) assert.notEqual(statusIs, edge, `${direction}: the status of ${subject} is at the end`);
        }
        assert.deepEqual(await tooWide(page), []);
      }
    });
  }
}
