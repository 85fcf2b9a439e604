/**
 * The agents' inbox: reads conversations and carries out what an agent does, all through the signing proxy.
 *
 *     GET  /inbox         list and open conversation
 *     POST /inbox/reply   a reply or a note, under an Idempotency-Key that its form carries
 *     POST /inbox/change  status or assignee, under the entity tag of what was shown
 *
 * Each POST ends in a 303 back to where it came from, or, refused, in the same page with what was written still in it.
 */

import { conversationTag } from "./conversation-tag.js";
import { isOwnForm, readForm } from "./form.js";
import { placeAddress, readPlace, STATUSES } from "./inbox-place.js";
import { inboxPage } from "./pages/inbox.js";
import { forbidden, notFound } from "./pages/problem.js";
import { page, seeOther } from "./response.js";
import { Refusal, SigningProxy } from "./signing-proxy.js";
import { agentToken } from "./support-token.js";

/** @import { Conversation } from "@helpthread/node" */
/** @import { Directory, ManagerAccount } from "./directory.js" */
/** @import { InboxPlace } from "./inbox-place.js" */
/** @import { Visit } from "./index.js" */
/** @import { ConversationPage } from "./signing-proxy.js" */

/**
 * @typedef {object} Draft what was written and not accepted
 * @property {string} body
 * @property {boolean} internal
 * @property {string} key
 *
 * @typedef {object} InboxState
 * @property {InboxPlace} place
 * @property {ConversationPage | Refusal} list
 * @property {{ conversation: Conversation, tag: string } | Refusal | null} open null if none is, or none is found
 * @property {string} said what was just done, one of the keys in pages/inbox.js; or empty
 * @property {{ form: "reply" | "change", refusal: Refusal } | null} refused which form was not obeyed, and why
 * @property {Draft} draft
 */

/** A message of 65,536 bytes (api-v1.md section 3), in the encoding of forms three times as long. */
const FORM_BYTES = 3 * 65_536 + 4096;

/**
 * @param {Visit} visit
 * @param {ManagerAccount} account
 * @param {Directory} directory
 */
export async function showInbox(visit, account, directory) {
  const place = readPlace(visit.url.searchParams);
  return show(visit, account, directory, { place, said: visit.url.searchParams.get("said") ?? "" });
}

/**
 * @param {Visit} visit
 * @param {ManagerAccount} account
 * @param {Directory} directory
 */
export async function submitReply(visit, account, directory) {
  const submitted = await submission(visit, account);
  if (submitted instanceof Response) return submitted;
  const { place, form, proxy } = submitted;
  const draft = { body: form.get("body") ?? "", internal: form.get("internal") === "on", key: form.get("key") ?? "" };
  try {
    if (draft.body.trim() === "") throw new Refusal(400, "empty_reply", "There is nothing in it.");
    const message = { agent_id: account.id, body: draft.body.trim(), internal: draft.internal };
    await proxy.reply(place.conversation, message, draft.key);
  } catch (error) {
    return show(visit, account, directory, { place, refused: { form: "reply", refusal: refusalOf(error) }, draft });
  }
  return seeOther(placeAddress("/inbox", place, {}, { said: draft.internal ? "noted" : "replied" }));
}

/**
 * @param {Visit} visit
 * @param {ManagerAccount} account
 * @param {Directory} directory
 */
export async function submitChange(visit, account, directory) {
  const submitted = await submission(visit, account);
  if (submitted instanceof Response) return submitted;
  const { place, form, proxy } = submitted;
  const { change, said } = wanted(form);
  try {
    await proxy.change(place.conversation, change, form.get("tag") ?? "");
  } catch (error) {
    return show(visit, account, directory, { place, refused: { form: "change", refusal: refusalOf(error) } });
  }
  return seeOther(placeAddress("/inbox", place, {}, { said }));
}

/**
 * What the pressed button asks for.
 *
 * @param {URLSearchParams} form
 */
function wanted(form) {
  const status = form.get("status") ?? "";
  if (STATUSES.includes(status)) return { change: { status }, said: status };
  const assignee = form.get("assignee") || null;
  return { change: { assignee_id: assignee }, said: assignee ? "assigned" : "unassigned" };
}

/**
 * What every form of the inbox needs, or why there is none.
 *
 * @param {Visit} visit
 * @param {ManagerAccount} account
 */
async function submission({ request, url, settings }, account) {
  if (!isOwnForm(request)) return forbidden(null);
  const place = readPlace(url.searchParams);
  const form = await readForm(request, FORM_BYTES);
  if (!place.conversation || !place.customer || !form) return notFound(account);
  return { place, form, proxy: proxyOf(settings, account) };
}

/**
 * @param {Visit} visit
 * @param {ManagerAccount} account
 * @param {Directory} directory
 * @param {Partial<InboxState> & { place: InboxPlace }} known
 */
async function show({ settings, now }, account, directory, known) {
  const proxy = proxyOf(settings, account);
  const { place } = known;
  const { status, assignee, cursor } = place;
  const list = await proxy.conversations({ status, assignee_id: assignee, cursor }).catch(refusalOf);
  const state = {
    said: "",
    refused: null,
    draft: { body: "", internal: false, key: crypto.randomUUID() },
    ...known,
    list,
    open: await openIn(proxy, place, list),
  };
  const failed = state.refused?.refusal ?? (list instanceof Refusal ? list : null);
  return page(inboxPage(directory, { account, settings, now }, state), failed?.status);
}

/**
 * The open conversation: from the list, or, once it has left the list's filter or page, from its customer's history.
 *
 * @param {SigningProxy} proxy
 * @param {InboxPlace} place
 * @param {ConversationPage | Refusal} list
 * @returns {Promise<InboxState["open"]>}
 */
async function openIn(proxy, { conversation: id, customer }, list) {
  if (!id) return null;
  try {
    const listed = list instanceof Refusal ? undefined : list.data.find((row) => row.id === id);
    const conversation = listed ?? (customer ? await proxy.conversation(customer, id) : null);
    return conversation && { conversation, tag: await conversationTag(conversation) };
  } catch (error) {
    return refusalOf(error);
  }
}

/**
 * @param {Visit["settings"]} settings
 * @param {ManagerAccount} account
 */
function proxyOf({ proxyOrigin, sessionSecret }, account) {
  return new SigningProxy(proxyOrigin, agentToken(account.id, sessionSecret));
}

/** @param {unknown} error */
function refusalOf(error) {
  if (error instanceof Refusal) return error;
  throw error;
}
