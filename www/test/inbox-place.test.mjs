/** Given an address of the inbox, what is not ours is dropped, and what is leads back to the same place. */

import assert from "node:assert/strict";
import test from "node:test";
import { placeAddress, readPlace } from "../src/inbox-place.js";

const PLACE = { status: "open", assignee: "usr_1", cursor: "eyJ4IjoxfQ", conversation: "cnv_1", customer: "cus_1" };
const NOWHERE = { status: "", assignee: "", cursor: "", conversation: "", customer: "" };
const read = (query) => readPlace(new URLSearchParams(query));

test("a place survives its address", () => {
  const address = placeAddress("/inbox", PLACE);
  assert.deepEqual(read(address.slice("/inbox?".length)), PLACE);
  assert.equal(placeAddress("/inbox", NOWHERE), "/inbox");
});

test("a change keeps the rest, and what is empty is not written", () => {
  assert.equal(placeAddress("/inbox", PLACE, { cursor: "", conversation: "", customer: "" }), "/inbox?status=open&assignee=usr_1");
  assert.equal(placeAddress("/inbox", NOWHERE, {}, { said: "replied" }), "/inbox?said=replied");
});

for (const query of [
  "status=deleted",
  "status=Open",
  "assignee=cus_1",
  "assignee=usr_",
  "cursor=a/b",
  "cursor=a%26limit%3D100",
  "conversation=cnv_1/messages",
  "conversation=../webhooks",
  "customer=cus_%2e%2e",
  "customer=cus_1%0d%0a",
  "limit=100",
]) {
  test(`${query} leads nowhere`, () => assert.deepEqual(read(query), NOWHERE));
}
