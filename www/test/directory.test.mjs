/** Given the host's records, the search finds people as one types them, in pages of fifty. */

import assert from "node:assert/strict";
import test from "node:test";
import { Directory, PAGE_SIZE } from "../src/directory.js";

const person = (index, over = {}) => ({
  id: `cus_${index}`,
  name: `Person ${index}`,
  company: `Company ${String(index).padStart(3, "0")}`,
  email: `p${index}@example.example`,
  plan: "Starter",
  country: "Spain",
  city: "Vigo",
  since: "2023-04-02",
  mrr_cents: 1900,
  locale: "es-ES",
  ...over,
});
const MANAGER = { agent_id: "usr_1", name: "Amelia Hart", email: "Amelia@host.example" };
const FEW = new Directory({
  account_managers: [MANAGER],
  customers: [
    person(1, { name: "Zoë Müller", company: "Brücke GmbH", email: "zoe@bruecke.example" }),
    person(2, { name: "José García", company: "Cerámicas", email: "jose@ceramicas.example" }),
    person(3, { name: "山田 太郎", company: "株式会社青空", email: "taro@aozora.example" }),
    person(4, { name: "محمد علي", company: "شركة النور", email: "ali@nour.example" }),
  ],
});
const MANY = new Directory({
  account_managers: [MANAGER],
  customers: Array.from({ length: 101 }, (_, index) => person(index)),
});
const found = (query) => FEW.search(query, 1).customers.map(({ id }) => id);

for (const [query, ids] of [
  ["", ["cus_1", "cus_2", "cus_3", "cus_4"]],
  ["müller", ["cus_1"]],
  ["MULLER", ["cus_1"]],
  ["zoe mull", ["cus_1"]],
  ["gmbh zoë", ["cus_1"]],
  ["jose garcia", ["cus_2"]],
  ["aozora", ["cus_3"]],
  ["青空", ["cus_3"]],
  ["علي", ["cus_4"]],
  ["zoe garcia", []],
  ["   ", ["cus_1", "cus_2", "cus_3", "cus_4"]],
  [".*", []],
  ["<script>", []],
]) {
  test(`${JSON.stringify(query)} finds ${ids.length ? ids.join(", ") : "nobody"}`, () =>
    assert.deepEqual(found(query), ids));
}

test("a list of 101 has pages of 50, 50 and 1", () => {
  const pages = [1, 2, 3].map((page) => MANY.search("", page));
  assert.deepEqual(
    pages.map(({ customers }) => customers.length),
    [PAGE_SIZE, PAGE_SIZE, 1],
  );
  assert.deepEqual(
    pages.map(({ first }) => first),
    [1, 51, 101],
  );
  assert.deepEqual(
    pages.map(({ total, pages: count }) => [total, count]),
    [
      [101, 3],
      [101, 3],
      [101, 3],
    ],
  );
});

test("a page outside the list is the nearest one", () => {
  assert.equal(MANY.search("", 0).page, 1);
  assert.equal(MANY.search("", 999).page, 3);
  assert.deepEqual(MANY.search("nobody", 7), { customers: [], total: 0, page: 1, pages: 1, first: 0 });
});

test("an account is found by id and by email in any case, with its role", () => {
  assert.equal(FEW.account("usr_1")?.role, "manager");
  assert.equal(FEW.account("cus_1")?.role, "customer");
  assert.equal(FEW.accountByEmail(" amelia@HOST.example ")?.id, "usr_1");
  assert.equal(FEW.account("cus_9"), null);
  assert.equal(FEW.accountByEmail("nobody@host.example"), null);
  assert.equal(FEW.account("__proto__"), null);
});

test("a manager is no customer", () => {
  assert.equal(FEW.customer("usr_1"), null);
  assert.equal(FEW.customer("cus_2")?.name, "José García");
});
