/** The query of a history: `limit` and `cursor`, each at most once, nothing else. */

import { Refusal } from "./refusal.js";

/** The query to send, with its question mark; empty if there is none. */
export function parsed(parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of parameters) {
    const fits = name === "limit" ? /^[1-9]\d?$|^100$/.test(value) : name === "cursor" && value.length <= 512;
    if (!fits || query.has(name)) throw new Refusal(400, "invalid_filter", `${name} is not as expected.`);
    query.set(name, value);
  }
  return query.size > 0 ? `?${query}` : "";
}
