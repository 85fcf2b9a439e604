/**
 * The open conversation: who it is with, how it stands and what can be done about it, a reply, and beside it everything else
 * that this customer ever asked, shown by the very element that she sees herself.
 *
 * HelpThread v1 hands out no message texts (api-v1.md section 2), so there are none to show.
 */

import { minute } from "../format.js";
import { html } from "../html.js";
import { placeAddress } from "../inbox-place.js";
import { avatar } from "./layout.js";
import { planBadge } from "./plan-badge.js";
import { refusalText } from "./refusal-text.js";
import { statusBadge } from "./status-badge.js";
import { supportHistory } from "./support-history.js";

/** @import { Conversation } from "@helpthread/node" */
/** @import { Directory } from "../directory.js" */
/** @import { InboxPlace } from "../inbox-place.js" */
/** @import { InboxState } from "../inbox.js" */
/** @import { Refusal } from "../signing-proxy.js" */
/** @import { InboxVisit } from "./inbox.js" */

/** Where a status may go (api-v1.md section 3), and what a person calls that. @type {Record<string, [string, string][]>} */
const MOVES = {
  open: [["pending", "Mark as pending"], ["closed", "Close"]],
  pending: [["open", "Reopen"], ["closed", "Close"]],
  closed: [["open", "Reopen"]],
};

/** api-v1.md section 3. */
const MESSAGE_LENGTH = 65_536;

/**
 * @param {Directory} directory
 * @param {InboxVisit} visit
 * @param {InboxState} state
 * @param {{ conversation: Conversation, tag: string }} open
 */
export function openConversation(directory, visit, state, { conversation, tag }) {
  const { settings } = visit;
  // From here on, whatever the address said, it is this customer's.
  const place = { ...state.place, customer: conversation.customer_id };
  return html`
      ${backLink(state.place)}
      <article class="conversation" aria-labelledby="conversation-title">
        <div class="card conversation-head">
          ${customerLine(directory, conversation.customer_id)}
          <h2 id="conversation-title" tabindex="-1" dir="auto">${conversation.subject.trim() || "No subject"}</h2>
          <div id="standing">${standing(directory, visit, state, place, conversation, tag)}</div>
        </div>
        <div class="card" id="reply">${reply(state, place)}</div>
        <section class="conversation-history" aria-labelledby="history-title">
          <div class="section-head">
            <h2 id="history-title">Everything from this customer</h2>
            <p class="note">Live, as the customer sees it</p>
          </div>
          ${supportHistory(conversation.customer_id, settings.proxyOrigin, { access: "read", density: "compact" })}
        </section>
      </article>`;
}

/** @param {InboxPlace} place */
function backLink(place) {
  const address = placeAddress("/inbox", place, { conversation: "", customer: "" });
  return html`<a class="back" id="back" href="${address}">All conversations</a>`;
}

/**
 * @param {Directory} directory
 * @param {string} id
 */
function customerLine(directory, id) {
  const customer = directory.customer(id);
  if (!customer) return html`<p class="customer-line"><code>${id}</code></p>`;
  const { name, company, plan } = customer;
  return html`
          <p class="customer-line">
            ${avatar(id, name)}
            <span class="customer-line-text">
              <a href="/customers/${id}"><bdi>${name}</bdi></a>
              <span class="note"><bdi>${company}</bdi></span>
            </span>
            ${planBadge(plan)}
          </p>`;
}

/**
 * @param {Directory} directory
 * @param {InboxVisit} visit
 * @param {InboxState} state
 * @param {InboxPlace} place
 * @param {Conversation} conversation
 * @param {string} tag
 */
function standing(directory, { account }, { refused }, place, conversation, tag) {
  const { status, assignee_id: assignee, created_at, last_message_at } = conversation;
  const moves = MOVES[status] ?? [["open", "Reopen"], ["closed", "Close"]];
  return html`
          <dl class="standing">
            <div><dt>Status</dt><dd>${statusBadge(status)}</dd></div>
            <div><dt>Last message</dt><dd>${moment(last_message_at)}</dd></div>
            <div><dt>Opened</dt><dd>${moment(created_at)}</dd></div>
          </dl>
          ${refused?.form === "change" ? html`<p class="alert" role="alert">${refusalText(refused.refusal)}</p>` : null}
          <form class="actions" method="post" action="${placeAddress("/inbox/change", place)}" aria-label="Change this conversation">
            <input type="hidden" name="tag" value="${tag}">
            <div class="actions-group">
              ${moves.map(([to, label]) => html`<button class="button" id="to-${to}" name="status" value="${to}">${label}</button>`)}
            </div>
            <div class="actions-group assign">
              <label for="assignee">Assignee</label>
              <select id="assignee" name="assignee">${assignees(directory, account.id, assignee)}</select>
              <button class="button" id="assign">Assign</button>
            </div>
          </form>`;
}

/** @param {string} time */
const moment = (time) => html`<time datetime="${time}">${minute(time)}</time>`;

/**
 * @param {Directory} directory
 * @param {string} me
 * @param {string | null} chosen
 */
function assignees(directory, me, chosen) {
  const people = directory.managers.map(({ agent_id: id, name }) => ({ id, name: id === me ? `You (${name})` : name }));
  const known = [{ id: "", name: "Nobody" }, ...people];
  const all = known.some(({ id }) => id === (chosen ?? "")) ? known : [...known, { id: chosen ?? "", name: chosen ?? "" }];
  return all.map(({ id, name }) => html`<option value="${id}"${id === (chosen ?? "") ? html` selected` : null}>${name}</option>`);
}

/**
 * @param {InboxState} state
 * @param {InboxPlace} place
 */
function reply({ refused, draft }, place) {
  const problem = refused?.form === "reply" ? refusalText(refused.refusal) : null;
  return html`
          <form class="reply" method="post" action="${placeAddress("/inbox/reply", place)}" aria-labelledby="reply-title">
            <h2 id="reply-title">Reply</h2>
            ${problem && html`<p class="alert" id="reply-problem" role="alert">${problem}</p>`}
            <input type="hidden" name="key" value="${draft.key}">
            <label class="hidden" for="body">Your reply</label>
            <textarea id="body" name="body" rows="5" required maxlength="${MESSAGE_LENGTH}"
              placeholder="Write to the customer…"${problem && html` aria-describedby="reply-problem"`}>${draft.body}</textarea>
            <div class="reply-end">
              <label class="check"><input type="checkbox" id="internal" name="internal"${draft.internal ? html` checked` : null}>
                <span>Internal note <span class="note">the customer never sees it</span></span></label>
              <button class="button primary" id="send">Send</button>
            </div>
          </form>`;
}

/** @param {InboxPlace} place */
export function nothingOpen(place) {
  const missing = place.conversation !== "";
  return html`
      ${missing ? backLink(place) : null}
      <div class="card empty placeholder">
        <svg class="placeholder-picture" viewBox="0 0 64 48" aria-hidden="true" focusable="false">
          <path d="M6 10a6 6 0 0 1 6-6h40a6 6 0 0 1 6 6v20a6 6 0 0 1-6 6H30L18 45v-9h-6a6 6 0 0 1-6-6z"/>
          <path d="M18 15h28M18 24h18"/>
        </svg>
        <h2 id="conversation-title" tabindex="-1">${missing ? "This conversation is not here" : "Choose a conversation"}</h2>
        <p>${missing ? "The link may be old, or belong to another workspace." : "Its customer, its status and a place to reply appear here."}</p>
      </div>`;
}

/**
 * It could not be loaded; a reply that was not accepted is not lost for that.
 *
 * @param {InboxState} state
 * @param {Refusal} refusal
 */
export function openRefused(state, refusal) {
  const { place, refused } = state;
  return html`
      ${backLink(place)}
      <div class="card empty placeholder">
        <h2 id="conversation-title" tabindex="-1">This conversation could not be loaded</h2>
        <p id="open-problem">${refusalText(refusal)}</p>
        <a class="button" id="open-again" href="${placeAddress("/inbox", place)}">Try again</a>
      </div>
      ${refused?.form === "reply" ? html`<div class="card" id="reply">${reply(state, place)}</div>` : null}`;
}
