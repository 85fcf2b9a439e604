// How long ago something was, in the units of Intl.RelativeTimeFormat.

import assert from "node:assert/strict";
import { test } from "node:test";
import { distance, Times } from "../src/times.js";

const BEGINS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000, year: 31_536_000 };

test("each unit begins exactly where the one before ends", () => {
  for (const [unit, seconds] of Object.entries(BEGINS)) {
    assert.deepEqual(distance(seconds, 0), [-1, unit]);
    assert.notEqual(distance(seconds - 1, 0)[1], unit);
  }
});

test("under a minute is now, even when our clock is behind", () => {
  assert.deepEqual(distance(100, 41), [0, "second"]);
  assert.deepEqual(distance(100, 159), [0, "second"]);
});

test("a tag that is none is no error, and neither is the first or the last time of API v1", () => {
  const times = new Times(["no such tag!", "en"]);
  assert.equal(times.day("2024-05-13T14:24:00Z"), "May 13, 2024");
  for (const end of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]) assert.notEqual(times.minute(end) + times.relative(end), "");
});
