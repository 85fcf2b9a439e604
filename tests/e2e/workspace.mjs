// The demo workspace as an integrator sees it, who signs by hand (api-v1.md §1): what the browser shows is compared with it.

import { createHmac } from "node:crypto";

export const WORKSPACE_KEY = "sk_test_abc123";
export const WORKSPACE_SECRET = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
export const SESSION_SECRET = "dev_session_secret_0123456789abcdef0123";
export const SIGN_IN_SECRET = "dev_sign_in_secret_0123456789abcdef0123";

/** What every GET of the workspace is signed with. It does not depend on URL or time, so it is as precious as the secret. */
export const EMPTY_BODY_SIGNATURE = createHmac("sha256", WORKSPACE_SECRET).update("").digest();

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
