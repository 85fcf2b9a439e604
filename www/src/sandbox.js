/**
 * On a laptop only: lets a made-up customer write in, through the administration of our own API server (api-v1.md section 9).
 * From there on everything is real: the webhook, the proxy that verifies it, the socket it arrives through.
 *
 * The administration's token is this Worker's; what a browser may choose is who writes what.
 */

import { isOwnForm, readForm } from "./form.js";
import { forbidden, notFound } from "./pages/problem.js";
import { nextSample } from "./sample-messages.js";
import { jsonError, seeOther } from "./response.js";
import { safeNext } from "./route.js";

/** @import { Directory, ManagerAccount } from "./directory.js" */
/** @import { Visit } from "./index.js" */
/** @import { Sandbox } from "./settings.js" */

const WORKSPACE = "abc123";
const FORM_BYTES = 16_384;
const TIMEOUT = 5_000;

/**
 * @param {Visit} visit
 * @param {ManagerAccount} account
 * @param {Directory} directory
 */
export async function submitWriteIn({ request, settings, now }, account, directory) {
  if (!settings.sandbox) return notFound(account);
  if (!isOwnForm(request)) return forbidden(null);
  const form = await readForm(request, FORM_BYTES);
  const customer = directory.customer(form?.get("customer") ?? "");
  if (!form || !customer) return notFound(account);
  const message = { customer_id: customer.id, subject: form.get("subject")?.trim(), body: form.get("body")?.trim() };
  const answer = await deliver(settings.sandbox, message);
  const wantsJson = (request.headers.get("Accept") ?? "").startsWith("application/json");
  if (!answer) return wantsJson ? jsonError(502, "sandbox_unreachable", "The API server did not take it.") : notFound(account);
  if (!wantsJson) return seeOther(safeNext(form.get("back")) ?? "/customers");
  const body = { conversation: answer.conversation.id, customer: customer.name, next: nextSample(now) };
  return Response.json(body, { status: 201, headers: { "Cache-Control": "no-store" } });
}

/**
 * @param {Sandbox} sandbox
 * @param {object} message
 * @returns {Promise<{ conversation: { id: string } } | null>}
 */
async function deliver({ apiOrigin, adminToken }, message) {
  try {
    const answer = await fetch(`${apiOrigin}/_admin/inbound`, {
      method: "POST",
      headers: { Authorization: `Bearer ${adminToken}`, "Content-Type": "application/json" },
      body: JSON.stringify({ workspace: WORKSPACE, ...message }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return answer.status === 201 ? (await answer.json()).data : null;
  } catch {
    return null;
  }
}
