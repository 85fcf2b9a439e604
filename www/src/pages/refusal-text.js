/** What people are told when the proxy, or HelpThread behind it, did not do what was asked. */

/** @import { Refusal } from "../signing-proxy.js" */

/** @type {Record<string, string>} */
const TEXTS = {
  empty_reply: "Write something first.",
  incomplete_form: "The page was not complete. Please load it again.",
  conflict: "Somebody else was faster: this is how the conversation stands now. Nothing of yours was changed.",
  outcome_unknown: "Nobody knows yet whether the reply arrived. To send it again is safe.",
  rate_limit_exceeded: "There were too many requests just now. Please try again in a minute.",
  invalid_status_transition: "A closed conversation has to be reopened first.",
  conversation_not_found: "This conversation is not there any more.",
  customer_not_found: "HelpThread does not know this customer.",
  payload_too_large: "This is too long for one message.",
  misconfigured: "The signing proxy is not set up correctly. Its /healthz says what is wrong.",
  proxy_unreachable: "The signing proxy does not answer. Please try again in a moment.",
};

/** @param {Refusal} refusal */
export function refusalText({ code, status }) {
  if (code in TEXTS) return TEXTS[code];
  if (status < 500) return `HelpThread did not accept this (${code}).`;
  return "HelpThread does not answer right now. Please try again in a moment.";
}
