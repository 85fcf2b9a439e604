/**
 * A conversation's entity tag (api-v1.md section 4), which any row yields: with it a change is refused if somebody else was
 * faster, and never undoes what nobody on this page has seen.
 */

/** @import { Conversation } from "@helpthread/node" */

const HEX_DIGITS = 32;

/** @param {Conversation} conversation */
export async function conversationTag({ id, subject, status, assignee_id, updated_at, last_message_at }) {
  const text = [id, subject, status, assignee_id ?? "", updated_at, last_message_at].join("\n");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `"${hex.slice(0, HEX_DIGITS)}"`;
}
