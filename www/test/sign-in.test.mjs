/** Given the sign-in form, only one that our own page sent, with the right password, signs somebody in. */

import assert from "node:assert/strict";
import test from "node:test";
import { Directory } from "../src/directory.js";
import { isOwnForm } from "../src/form.js";
import { COOKIE_NAME, openLogin } from "../src/login-cookie.js";
import { DEMO_PASSWORD, isSecure, signIn } from "../src/sign-in.js";

const HOST = "http://127.0.0.1:8787";
const LOGIN = { secret: "dev_sign_in_secret_0123456789abcdef0123", now: 1_715_610_240 };
const DIRECTORY = new Directory({
  account_managers: [{ agent_id: "usr_1", name: "Amelia Hart", email: "amelia@host.example" }],
  customers: [
    {
      id: "cus_1",
      name: "Jane",
      company: "C",
      email: "jane@c.example",
      plan: "Team",
      country: "Spain",
      city: "Vigo",
      since: "2023-04-02",
      mrr_cents: 1,
      locale: "es",
    },
  ],
});

function form(
  fields,
  {
    origin = HOST,
    body = new URLSearchParams(fields).toString(),
    type = "application/x-www-form-urlencoded",
    url = `${HOST}/sign-in`,
  } = {},
) {
  const headers = { "Content-Type": type, ...(origin === null ? {} : { Origin: origin }) };
  return new Request(url, { method: "POST", headers, body });
}
const amelia = { email: "amelia@host.example", password: DEMO_PASSWORD };
const attempt = (request) => signIn(request, DIRECTORY, LOGIN);

test("a manager arrives at the customers, or at the page she came for", async () => {
  assert.equal((await attempt(form(amelia))).location, "/customers");
  assert.equal((await attempt(form({ ...amelia, next: "/customers/cus_1" }))).location, "/customers/cus_1");
});

test("a customer arrives at her account, whatever next says", async () => {
  const outcome = await attempt(form({ email: "Jane@C.example", password: DEMO_PASSWORD, next: "/customers/cus_2" }));
  assert.equal(outcome.location, "/account");
  const [pair] = outcome.cookie.split(";");
  assert.ok(pair.startsWith(COOKIE_NAME));
  assert.equal(await openLogin(pair, LOGIN.now, LOGIN.secret), "cus_1");
});

test("next never leads away", async () => {
  assert.equal((await attempt(form({ ...amelia, next: "https://evil.example/" }))).location, "/customers");
});

test("a wrong password and an unknown email are refused alike", async () => {
  for (const fields of [
    { ...amelia, password: "x" },
    { email: "nobody@host.example", password: DEMO_PASSWORD },
    { email: "amelia@host.example" },
    {},
  ]) {
    const outcome = await attempt(form(fields));
    assert.deepEqual(Object.keys(outcome), ["kind", "email", "next"]);
    assert.equal(outcome.kind, "refused");
  }
});

for (const origin of [
  null,
  "null",
  "",
  "https://evil.example",
  "http://127.0.0.1:8788",
  "http://127.0.0.1",
  "http://127.0.0.1:8787.evil.example",
]) {
  test(`a form from ${origin ?? "nowhere"} is foreign`, async () => {
    assert.equal((await attempt(form(amelia, { origin }))).kind, "foreign");
  });
}

test("behind a proxy that ends TLS the form is ours and the cookie is Secure", () => {
  const request = form(amelia, { origin: "https://crm.example.com", url: "http://crm.example.com/sign-in" });
  assert.ok(isOwnForm(request));
  assert.ok(isSecure(request));
  assert.ok(!isSecure(form(amelia)));
});

test("what is no form, or far too large, is malformed", async () => {
  assert.equal((await attempt(form({}, { type: "application/json", body: "{}" }))).kind, "malformed");
  assert.equal((await attempt(form({ ...amelia, filler: "x".repeat(5000) }))).kind, "malformed");
});
