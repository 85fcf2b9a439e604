// A customer signs in: she sees her own page with her own token, and nothing of anybody else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { customer, JANE, MARCUS, PASSWORD, signIn, widget } from "./dashboard.mjs";
import { setStage } from "./stage.mjs";
import { recordTraffic } from "./traffic.mjs";
import { conversationsOf } from "./workspace.mjs";

const stage = setStage();

/** Jane is signed in, on a page of the dashboard. */
async function openAsJane() {
  const opened = await stage.open();
  await signIn(opened.page, stage.stack.dashboard, customer(JANE));
  await opened.page.goto(`${stage.stack.dashboard}/account`);
  await widget(opened.page).rows.first().waitFor();
  return opened;
}

/** `[status, code]` that the proxy answers in the page for a customer's history. */
const askProxy = (page, id) =>
  page.evaluate(
    async ([proxy, id]) => {
      const token = await (await fetch("/support-token")).text();
      const headers = { Authorization: `Bearer ${token}` };
      const answer = await fetch(`${proxy}/v1/customers/${id}/conversations`, { headers });
      const { error, data } = await answer.json();
      return { status: answer.status, error, rows: data?.length };
    },
    [stage.stack.proxy, id],
  );

test("she signs in with her password and sees her own account with her own conversations, and no trace of who handles them", async () => {
  const { page, errors } = await stage.open();
  const traffic = await recordTraffic(page);
  await page.goto(stage.stack.dashboard);
  await traffic.settled();
  await page.getByLabel("Email").fill(customer(JANE).email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: customer(JANE).name }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/account");

  const { rows, subjects } = widget(page);
  await rows.first().waitFor();
  assert.deepEqual(await subjects.allTextContents(), ["Unable to update billing address", "Login issue on mobile app"]);

  await traffic.settled();
  assert.ok(traffic.find('"assignee_id":null').length > 0, "the record has her conversations");
  const agents = traffic.entries.filter(({ text }) => /usr_[0-9A-Z]{26}/.test(text));
  assert.deepEqual(agents.map(({ place, urls }) => `${place} ${urls}`), []);
  for (const { assignee_id: assignee } of await conversationsOf(stage.stack.api, JANE)) {
    assert.match(assignee, /^usr_[0-9A-Z]{26}$/, "the API says who handles them");
  }
  assert.deepEqual(errors, []);
});

test("a wrong password does not sign in, and says so", async () => {
  const { page } = await stage.open();
  await page.goto(`${stage.stack.dashboard}/sign-in`);
  await page.getByLabel("Email").fill(customer(JANE).email);
  await page.getByLabel("Password").fill(`${PASSWORD}x`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "do not match an account" }).waitFor();
  assert.equal((await page.request.get(`${stage.stack.dashboard}/support-token`)).status(), 401);
});

test("the pages of the account managers refuse her, her own profile there included", async () => {
  const { page } = await openAsJane();
  for (const path of ["/customers", `/customers/${MARCUS}`, `/customers/${JANE}`, "/customers/cus_nobody"]) {
    const answer = await page.goto(stage.stack.dashboard + path);
    assert.equal(answer.status(), 403, path);
    await page.getByRole("heading", { name: "Not for this account" }).waitFor();
    const text = await page.content();
    assert.ok(!text.includes(customer(MARCUS).name) && !text.includes("<helpthread-history"), path);
  }
});

test("her token is for her, whatever the request for it says", async () => {
  const { page } = await openAsJane();
  const claims = async (query, init = {}) => {
    const token = await page.evaluate(async ([query, init]) => (await fetch(`/support-token${query}`, init)).text(), [query, init]);
    const { role, sub } = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
    return { role, sub };
  };
  const hers = { role: "customer", sub: JANE };
  for (const name of ["customer", "customerId", "customer_id", "sub", "id"]) {
    assert.deepEqual(await claims(`?${name}=${MARCUS}`), hers, name);
    assert.deepEqual(await claims("", { headers: { [`x-${name}`]: MARCUS } }), hers, name);
  }
  assert.deepEqual(await claims("?role=agent&agentId=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K&scope=conversations:write"), hers);
});

test("her token on another customer's history is answered as if that customer did not exist", async () => {
  const { page } = await openAsJane();
  assert.deepEqual(await askProxy(page, JANE), { status: 200, error: undefined, rows: 2 });
  for (const id of [MARCUS, "cus_01HXYZNOBODY0000000000000"]) {
    const error = { code: "customer_not_found", message: `No customer was found for id ${id}.` };
    assert.deepEqual(await askProxy(page, id), { status: 404, error, rows: undefined });
  }
});

test("signing out ends it: no token, and back to the sign-in", async () => {
  const { page } = await openAsJane();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Quillmere" }).waitFor();
  const [status, body] = await page.evaluate(async () => {
    const answer = await fetch("/support-token");
    return [answer.status, await answer.json()];
  });
  assert.equal(status, 401);
  assert.equal(body.error.code, "signed_out");
  await page.goto(`${stage.stack.dashboard}/account`);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
});
