/**
 * Gives every support history on the page its session tokens, also one that comes later (inbox.js): it is asked for by an event
 * of the document.
 */

import { sessionToken, tellIfBlocked } from "./session-token.js";

function equip() {
  for (const history of document.querySelectorAll("helpthread-history")) {
    if ("getToken" in history && history.getToken) continue;
    const { access } = /** @type {HTMLElement} */ (history).dataset;
    const path = access ? `/support-token?${new URLSearchParams({ access })}` : "/support-token";
    Object.assign(history, { getToken: () => sessionToken(path) });
  }
}

equip();
document.addEventListener("history-added", equip);
tellIfBlocked();
