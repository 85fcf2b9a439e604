/** Upstream's page: checked, then written anew with the fields of the contract, so that nothing else passes. */

import { Refusal } from "./refusal.js";

const CONVERSATION = /^cnv_[A-Za-z0-9_-]{1,60}$/;
const AGENT = /^usr_[A-Za-z0-9_-]{1,60}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The page as this session may see it. `hides` says that it may not see who is in charge. */
export function page(answer, customer, hides) {
  const { data, pagination } = answer;
  if (!Array.isArray(data) || typeof pagination?.has_more !== "boolean") throw unavailable();
  const { next_cursor, has_more } = pagination;
  if (next_cursor !== null && typeof next_cursor !== "string") throw unavailable();
  return { data: data.map((row) => conversation(row, customer, hides)), pagination: { next_cursor, has_more } };
}

function conversation(row, customer, hides) {
  const { id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at } = row;
  const isRight =
    CONVERSATION.test(id) &&
    customer_id === customer &&
    typeof subject === "string" &&
    typeof status === "string" &&
    (assignee_id === null || AGENT.test(assignee_id)) &&
    TIME.test(created_at) &&
    TIME.test(updated_at) &&
    TIME.test(last_message_at);
  if (!isRight) throw unavailable();
  const visible = hides ? null : assignee_id;
  return { id, customer_id, subject, status, assignee_id: visible, created_at, updated_at, last_message_at };
}

function unavailable() {
  return new Refusal(502, "upstream_unavailable", "HelpThread did not answer as expected.");
}
