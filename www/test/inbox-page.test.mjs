/** Given hostile words from the API, the inbox shows them as words; given a state, it says what it is. */

import assert from "node:assert/strict";
import test from "node:test";
import { Directory } from "../src/directory.js";
import { inboxPage } from "../src/pages/inbox.js";
import { Refusal } from "../src/signing-proxy.js";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='x'>`;
const MANAGER = { agent_id: "usr_1", name: "Amelia Hart", email: "amelia@host.example" };
const DIRECTORY = new Directory({ account_managers: [MANAGER], customers: [] });
const ACCOUNT = { role: "manager", id: "usr_1", person: MANAGER };
const SETTINGS = { sessionSecret: "s", signInSecret: "s", proxyOrigin: "https://support.example.com", sandbox: null };
const NOWHERE = { status: "", assignee: "", cursor: "", conversation: "", customer: "" };
const ROW = {
  id: "cnv_1",
  customer_id: "cus_1",
  subject: HOSTILE,
  status: HOSTILE,
  assignee_id: HOSTILE,
  created_at: "2024-05-13T14:24:00Z",
  updated_at: "2024-05-13T14:24:00Z",
  last_message_at: HOSTILE,
};
const STATE = {
  place: NOWHERE,
  list: { data: [ROW], pagination: { next_cursor: null, has_more: false } },
  open: null,
  said: "",
  refused: null,
  draft: { body: "", internal: false, key: "k" },
};
const render = (state, settings = {}) =>
  inboxPage(DIRECTORY, { account: ACCOUNT, settings: { ...SETTINGS, ...settings }, now: 1_715_610_240 }, { ...STATE, ...state }).toString();

test("hostile words in every field stay words, in the list, in the open conversation and in a draft", () => {
  const markup = render({
    place: { ...NOWHERE, conversation: "cnv_1", customer: "cus_1" },
    open: { conversation: ROW, tag: `"${HOSTILE}` },
    draft: { body: `</textarea>${HOSTILE}`, internal: true, key: HOSTILE },
    said: HOSTILE,
  });
  assert.ok(markup.includes("&lt;script&gt;alert(1)"));
  assert.doesNotMatch(markup, /<script>alert|<img|<\/textarea>"/);
});

test("what is said comes from a list of ours", () => {
  assert.match(render({ said: "replied" }), /role="status">Reply sent\.</);
  assert.match(render({ said: "Your account is closed, call 555" }), /id="said" role="status"></);
});

test("a refused reply keeps its words and its key, even where the conversation could not be loaded", () => {
  const refused = { form: "reply", refusal: new Refusal(502, "outcome_unknown", "…") };
  const place = { ...NOWHERE, conversation: "cnv_1", customer: "cus_1" };
  const draft = { body: "Half an hour of typing", internal: false, key: "key-1" };
  for (const open of [{ conversation: ROW, tag: '"t"' }, new Refusal(502, "proxy_unreachable", "…")]) {
    const markup = render({ place, refused, draft, open });
    assert.match(markup, /role="alert">Nobody knows yet whether the reply arrived\. To send it again is safe\./);
    assert.match(markup, />Half an hour of typing<\/textarea>/);
    assert.match(markup, /name="key" value="key-1"/);
  }
});

test("a list that could not be loaded says so, and its address is the way to try again", () => {
  const markup = render({ place: { ...NOWHERE, status: "open" }, list: new Refusal(502, "proxy_unreachable", "http://10.0.0.1 refused") });
  assert.match(markup, /Conversations could not be loaded[^]*href="\/inbox\?status=open"/);
  assert.doesNotMatch(markup, /10\.0\.0\.1/, "messages for developers are not for people");
});

test("customers write in where there is a sandbox, and nowhere else", () => {
  assert.doesNotMatch(render({}), /write-in/);
  const sandbox = { apiOrigin: "http://127.0.0.1:8789", adminToken: "secret-token" };
  const markup = render({}, { sandbox });
  assert.match(markup, /action="\/sandbox\/write-in"/);
  assert.doesNotMatch(markup, /secret-token/);
});
