// What comes from the proxy, before the module takes it: texts, and times that sort as their texts do.

import assert from "node:assert/strict";
import { test } from "node:test";
import { conversation, pageTexts, texts, time, withText } from "../src/requests.js";

const ROW = {
  id: "cnv_1",
  customer_id: "cus_1",
  subject: "Where is my order?",
  status: "open",
  assignee_id: null,
  created_at: "2024-05-13T14:24:00Z",
  updated_at: "2024-05-13T14:25:00Z",
  last_message_at: "2024-05-13T14:26:00Z",
};

test("a conversation is the same after it has been texts, without what API v1 does not name", () => {
  assert.deepEqual(conversation(texts({ ...ROW, unknown: 1 })), ROW);
  assert.deepEqual(conversation(texts({ ...ROW, assignee_id: "usr_1", subject: "" })), { ...ROW, assignee_id: "usr_1", subject: "" });
});

test("what is no conversation is none", () => {
  for (const wrong of [{ id: 1 }, { subject: null }, { assignee_id: 7 }, { updated_at: "today" }, { created_at: undefined }]) {
    assert.throws(() => texts({ ...ROW, ...wrong }), undefined, JSON.stringify(wrong));
  }
  for (const wrong of [null, undefined, "text", []]) assert.throws(() => texts(wrong));
});

test("times that RFC 3339 allows are written as API v1 writes them", () => {
  for (const same of ["2024-05-13T14:24:00Z", "2024-05-13t14:24:00.987z", "2024-05-13T16:24:00+02:00", "2024-05-13T08:54:00.5-05:30"]) {
    assert.equal(time(same), "2024-05-13T14:24:00Z", same);
  }
  for (const none of ["", "2024-05-13", "2024-05-13T14:24Z", "2024-05-13T14:24:00", "2024-13-13T14:24:00Z", "Mon, 13 May 2024 14:24:00 GMT"]) {
    assert.throws(() => time(none), undefined, none);
  }
});

test("a page is its cursor and the texts of its rows", () => {
  assert.deepEqual(pageTexts({ data: [ROW], pagination: { next_cursor: null } }), ["", ...texts(ROW)]);
  assert.deepEqual(pageTexts({ data: [], pagination: { next_cursor: "next" } }), ["next"]);
  assert.throws(() => pageTexts({ data: {}, pagination: {} }));
});

test("a cursor is whatever the server sent, so it is encoded whole", () => {
  assert.equal(withText("https://proxy.example/a?limit=25", "cursor", "a b&c=d/é"), "https://proxy.example/a?limit=25&cursor=a%20b%26c%3Dd%2F%C3%A9");
  assert.equal(withText("wss://proxy.example/live", "after", "e.7"), "wss://proxy.example/live?after=e.7");
  assert.equal(withText("wss://proxy.example/live", "after", ""), "wss://proxy.example/live");
});
