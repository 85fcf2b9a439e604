/**
 * The agents' inbox: filters, the list of conversations, and the open one beside it. All of it works without script;
 * assets/inbox.js swaps the parts by their ids, so that nothing flickers and nothing that is being written is lost.
 */

import { ago, minute } from "../format.js";
import { html } from "../html.js";
import { placeAddress, STATUSES } from "../inbox-place.js";
import { Refusal } from "../signing-proxy.js";
import { nothingOpen, openConversation, openRefused } from "./conversation.js";
import { layout } from "./layout.js";
import { refusalText } from "./refusal-text.js";
import { capital, statusBadge } from "./status-badge.js";
import { historyScripts } from "./support-history.js";
import { writeIn, writeInScript } from "./write-in.js";

/** @import { Conversation } from "@helpthread/node" */
/** @import { Account, Directory } from "../directory.js" */
/** @import { Markup } from "../html.js" */
/** @import { InboxPlace } from "../inbox-place.js" */
/** @import { InboxState } from "../inbox.js" */
/** @import { Settings } from "../settings.js" */
/** @import { ConversationPage } from "../signing-proxy.js" */

/** @typedef {{ account: Account, settings: Settings, now: number }} InboxVisit */

/** @type {Record<string, string>} */
const SAID = {
  replied: "Reply sent.",
  noted: "Note added. The customer does not see it.",
  open: "Conversation reopened.",
  pending: "Marked as pending.",
  closed: "Conversation closed.",
  assigned: "Assignee changed.",
  unassigned: "Nobody is assigned any more.",
};

/**
 * @param {Directory} directory
 * @param {InboxVisit} visit
 * @param {InboxState} state
 */
export function inboxPage(directory, visit, state) {
  const { account, settings } = visit;
  const { place, list, open } = state;
  return layout({
    title: "Inbox",
    account,
    current: "inbox",
    scripts: html`${historyScripts(settings.proxyOrigin)}
<script type="module" src="/inbox.js"></script>
${writeInScript(settings.sandbox)}`,
    main: html`
<div class="page">
  <div class="page-head">
    <div>
      <h1>Inbox</h1>
      <p class="lead" id="count">${countLine(place, list)}</p>
    </div>
    <div class="filters" id="filters">${filters(directory, account.id, place)}</div>
  </div>
  <p class="hidden" id="news" role="status"></p>
  <p class="said" id="said" role="status">${SAID[state.said] ?? ""}</p>
  <div class="inbox ${place.conversation ? "reading" : ""}" id="inbox">
    <section class="threads-column" aria-label="Conversations">
      ${settings.sandbox ? writeIn({ now: visit.now, back: "/inbox", customers: directory }) : null}
      <div id="threads">${threads(directory, visit, place, list)}</div>
    </section>
    <div id="conversation" data-conversation="${place.conversation}">${detail(directory, visit, state, open)}</div>
  </div>
</div>`,
  });
}

/**
 * @param {Directory} directory
 * @param {InboxVisit} visit
 * @param {InboxState} state
 * @param {InboxState["open"]} open
 */
function detail(directory, visit, state, open) {
  if (open instanceof Refusal) return openRefused(state, open);
  return open ? openConversation(directory, visit, state, open) : nothingOpen(state.place);
}

/**
 * @param {InboxPlace} place
 * @param {InboxState["list"]} list
 */
function countLine({ status, cursor }, list) {
  if (list instanceof Refusal) return "The list could not be loaded";
  const { data, pagination } = list;
  const kind = status ? ` ${status}` : "";
  if (cursor) return `${data.length} older${kind} conversations`;
  if (pagination.has_more) return `The newest ${data.length}${kind} conversations`;
  return data.length === 1 ? `1${kind} conversation` : `${data.length || "No"}${kind} conversations`;
}

/**
 * @param {Directory} directory
 * @param {string} me
 * @param {InboxPlace} place
 */
function filters(directory, me, place) {
  const statuses = ["", ...STATUSES].map((status) => ({ value: status, label: status ? capital(status) : "All" }));
  const people = directory.managers.map(({ agent_id: id, name }) => ({ value: id, label: id === me ? "You" : name }));
  return html`
      ${choices("Status", place, "status", statuses)}
      ${choices("Assignee", place, "assignee", [{ value: "", label: "Everybody" }, ...people])}`;
}

/**
 * @param {string} label
 * @param {InboxPlace} place
 * @param {"status" | "assignee"} name
 * @param {{ value: string, label: string }[]} options
 */
function choices(label, place, name, options) {
  return html`<nav class="choices" aria-label="${label}"><ul>${options.map((option) => {
    const here = place[name] === option.value ? html` aria-current="true"` : null;
    const address = placeAddress("/inbox", place, { [name]: option.value, cursor: "" });
    return html`
        <li><a id="${name}-${option.value || "all"}" href="${address}"${here}>${option.label}</a></li>`;
  })}
      </ul></nav>`;
}

/**
 * @param {Directory} directory
 * @param {InboxVisit} visit
 * @param {InboxPlace} place
 * @param {InboxState["list"]} list
 */
function threads(directory, visit, place, list) {
  if (list instanceof Refusal) return listRefused(place, list);
  const { data, pagination } = list;
  if (data.length === 0) return emptyList(place);
  return html`
        <ol class="threads card" role="list">${data.map((row) => thread(directory, visit, place, row))}
        </ol>
        ${place.cursor || pagination.next_cursor ? pager(place, pagination) : null}`;
}

/**
 * @param {Directory} directory
 * @param {InboxVisit} visit
 * @param {InboxPlace} place
 * @param {Conversation} conversation
 */
function thread(directory, { account, now }, place, { id, customer_id, subject, status, assignee_id, last_message_at }) {
  const customer = directory.customer(customer_id);
  const address = placeAddress("/inbox", place, { conversation: id, customer: customer_id });
  const here = place.conversation === id ? html` aria-current="true"` : null;
  const time = html`datetime="${last_message_at}" title="${minute(last_message_at)}"`;
  const assignee = assigneeName(directory, account, assignee_id);
  return html`
          <li class="thread">
            <a class="thread-link" id="${id}" href="${address}"${here}>
              <span class="thread-who"><bdi>${customer?.name ?? customer_id}</bdi></span>
              <time class="thread-time" ${time}>${ago(last_message_at, now)}</time>
              <span class="thread-subject" dir="auto">${subject.trim() || "No subject"}</span>
              <span class="thread-state">${statusBadge(status)}<span class="thread-assignee">${assignee}</span></span>
            </a>
          </li>`;
}

/**
 * @param {Directory} directory
 * @param {Account} account
 * @param {string | null} assignee
 */
function assigneeName(directory, account, assignee) {
  if (!assignee) return "Unassigned";
  if (assignee === account.id) return "You";
  return html`<bdi>${directory.account(assignee)?.person.name ?? assignee}</bdi>`;
}

/** @param {InboxPlace} place */
function emptyList(place) {
  const filtered = place.status || place.assignee;
  return html`
        <div class="card empty">
          <h2>${filtered ? "Nothing here" : "All quiet"}</h2>
          <p>${filtered ? "No conversation fits these filters right now." : "When a customer writes in, it appears here."}</p>
          ${filtered ? html`<a class="button" href="/inbox">Show all conversations</a>` : null}
        </div>`;
}

/**
 * @param {InboxPlace} place
 * @param {Refusal} refusal
 */
function listRefused(place, refusal) {
  return html`
        <div class="card empty" role="alert">
          <h2>Conversations could not be loaded</h2>
          <p>${refusalText(refusal)}</p>
          <a class="button" id="again" href="${placeAddress("/inbox", place)}">Try again</a>
        </div>`;
}

/**
 * A cursor leads onwards only, so the way back is the first page.
 *
 * @param {InboxPlace} place
 * @param {ConversationPage["pagination"]} pagination
 */
function pager(place, { next_cursor: next }) {
  return html`
        <nav class="pager" aria-label="Pages of conversations">
          ${step("newest", "Newest", place.cursor && placeAddress("/inbox", place, { cursor: "" }))}
          ${step("older", "Older", next && placeAddress("/inbox", place, { cursor: next }))}
        </nav>`;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string | null} address nothing at the end of the list
 */
function step(id, label, address) {
  if (!address) return html`<span class="button unavailable">${label}</span>`;
  return html`<a class="button" id="${id}" href="${address}">${label}</a>`;
}
