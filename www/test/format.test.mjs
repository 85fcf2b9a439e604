/** How money, days and names are written, in any time zone. */

import assert from "node:assert/strict";
import test from "node:test";
import { ago, countryName, day, initials, languageName, minute, money, tenure, tint } from "../src/format.js";

const NOW = Date.parse("2026-11-22T00:30:00Z") / 1000;

test("money has no cents and is grouped", () => {
  assert.equal(money(189_000), "$1,890");
  assert.equal(money(0), "$0");
});

test("a day is the recorded one, also west of Greenwich; what is no day is shown as recorded", () => {
  assert.equal(day("2023-04-02"), "Apr 2, 2023");
  assert.equal(day("spring"), "spring");
});

for (const [since, expected] of [
  ["2023-04-02", "3 years, 7 months"],
  ["2025-11-22", "1 year"],
  ["2025-11-23", "11 months"],
  ["2026-10-22", "1 month"],
  ["2026-10-23", "Less than a month"],
  ["2027-01-01", "Less than a month"],
  ["spring", "Less than a month"],
]) {
  test(`since ${since} is ${expected}`, () => assert.equal(tenure(since, NOW), expected));
}

test("initials in any script", () => {
  assert.equal(initials("Jane Whitfield"), "JW");
  assert.equal(initials("carmen garcía muñoz"), "CM");
  assert.equal(initials("山田太郎"), "山");
  assert.equal(initials("𠮷野 家"), "𠮷家");
  assert.equal(initials("  "), "");
});

test("countries come as names or codes, languages as tags", () => {
  assert.equal(countryName("DE"), "Germany");
  assert.equal(countryName("Germany"), "Germany");
  assert.equal(languageName("pt-BR"), "Brazilian Portuguese");
  assert.equal(languageName("no language!"), "no language!");
});

test("an id keeps its tint", () => {
  assert.equal(tint("cus_1"), tint("cus_1"));
  for (const id of ["", "cus_1", "usr_é"]) assert.ok(tint(id) >= 0 && tint(id) < 6);
});

for (const [time, words] of [
  ["2026-11-22T00:29:31Z", "just now"],
  ["2026-11-22T00:31:00Z", "just now"],
  ["2026-11-22T00:25:00Z", "5 minutes ago"],
  ["2026-11-21T21:30:00Z", "3 hours ago"],
  ["2026-11-21T00:30:00Z", "yesterday"],
  ["2026-11-16T00:30:00Z", "6 days ago"],
  ["2026-11-15T00:30:00Z", "Nov 15, 2026"],
  ["2024-05-13T14:24:00Z", "May 13, 2024"],
  ["soon", "soon"],
]) {
  test(`${time} was ${words}`, () => assert.equal(ago(time, NOW), words));
}

test("a minute is said with its zone; what is no time is shown as it is", () => {
  assert.match(minute("2024-05-13T14:24:00Z"), /^May 13, 2024, 2:24\sPM UTC$/);
  assert.equal(minute("soon"), "soon");
});
