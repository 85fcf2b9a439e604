// The demo workspace as an integrator sees it, who signs by hand (api-v1.md §1): what the browser shows is compared with it.

import { createHmac } from "node:crypto";

export const WORKSPACE_KEY = "sk_test_abc123";
export const WORKSPACE_SECRET = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
export const SESSION_SECRET = "dev_session_secret_0123456789abcdef0123";
export const SIGN_IN_SECRET = "dev_sign_in_secret_0123456789abcdef0123";

/** What every GET of the workspace is signed with. It does not depend on URL or time, so it is as precious as the secret. */
export const EMPTY_BODY_SIGNATURE = createHmac("sha256", WORKSPACE_SECRET).update("").digest();

const ADMIN_TOKEN = "sandbox_admin_dev";

/** Two agents of api-v1.md section 9. */
export const AGENTS = ["usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W"];

/** Jane's open conversation, and her closed one. */
export const BILLING = "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A";
export const LOGIN = "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W";

/**
 * A customer writes in, to a new conversation or to one that is there.
 *
 * @param {string} api its URL
 * @param {{ customer_id: string, conversation_id?: string, subject?: string, body: string }} what
 */
export async function writeIn(api, what) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const answer = await fetch(`${api}/_admin/inbound`, { method: "POST", headers, body: JSON.stringify({ workspace: "abc123", ...what }) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()).data;
}

/**
 * Somebody else changes a conversation, through the API.
 *
 * @param {string} api
 * @param {string} conversation
 * @param {{ status?: string, assignee_id?: string | null }} change
 */
export async function change(api, conversation, change) {
  const body = JSON.stringify(change);
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", WORKSPACE_SECRET).update(body).digest("hex");
  const authorization = `HTHMAC workspace_key="${WORKSPACE_KEY}", signature="sha256=${signature}", timestamp="${timestamp}"`;
  const headers = { authorization, "content-type": "application/json" };
  const answer = await fetch(`${api}/v1/conversations/${conversation}`, { method: "PATCH", headers, body });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/** Jane's two conversations stand as in api-v1.md section 9. @param {string} api */
export async function restore(api) {
  await change(api, BILLING, { status: "open", assignee_id: AGENTS[0] });
  await change(api, LOGIN, { status: "open" });
  await change(api, LOGIN, { status: "closed", assignee_id: AGENTS[1] });
}

/**
 * All conversations of a customer as the API gives them.
 *
 * @param {string} api its URL
 * @param {string} customer
 */
export async function conversationsOf(api, customer) {
  const rows = [];
  for (let cursor = ""; ; ) {
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = `sha256=${EMPTY_BODY_SIGNATURE.toString("hex")}`;
    const authorization = `HTHMAC workspace_key="${WORKSPACE_KEY}", signature="${signature}", timestamp="${timestamp}"`;
    const answer = await fetch(`${api}/v1/customers/${customer}/conversations?limit=100${cursor}`, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    const { data, pagination } = await answer.json();
    rows.push(...data);
    if (!pagination.has_more) return rows;
    cursor = `&cursor=${encodeURIComponent(pagination.next_cursor)}`;
  }
}
