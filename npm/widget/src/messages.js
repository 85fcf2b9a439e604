// What stands in the place of rows: the skeleton, and a message for each state without rows.

import { button, element, icon, unseen } from "./dom.js";

const BUBBLE = "M20.5 11.5a8 8 0 0 1-8.3 7.7 9 9 0 0 1-3.3-.6L4 20l1.5-4.2a7.3 7.3 0 0 1-1.5-4.3 8 8 0 0 1 8.2-7.7 8 8 0 0 1 8.3 7.7Z";
const WARNING = "M12 9.5v3.8m0 3.2v.01M10.5 4.4 2.9 17.6A1.7 1.7 0 0 0 4.4 20h15.2a1.7 1.7 0 0 0 1.5-2.4L13.5 4.4a1.7 1.7 0 0 0-3 0Z";
const LOCK = "M7.5 11V8a4.5 4.5 0 0 1 9 0v3M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11Z";
const CLOCK = "M12 7.5v5l3 1.8M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0Z";

/** Rows of the skeleton: enough to look like a list, few enough not to jump when two conversations come. */
const SKELETON_ROWS = 4;

/** The shapes of rows to come, with words for those who cannot see them. */
export function skeleton(words) {
  const row = () => element("div", "", { "aria-hidden": "true" }, element("i"), element("i"), element("i"));
  return element("div", "skeleton", {}, ...Array.from({ length: SKELETON_ROWS }, row), unseen("p", words.say("loading")));
}

/**
 * The message of a state, and its button, if trying again helps.
 *
 * @param {{ say(key: string): string }} words
 * @param {{ state: string, fault?: string, filter: string }} model
 */
export function fillMessage(words, { state, fault, filter }) {
  if (state === "empty") {
    const message = build(words, "empty", BUBBLE, filter ? "filtered" : "empty");
    // A host may say something better than nothing: words of its own, or how to write in.
    return filter ? message : { element: element("slot", "", { name: "empty" }, message.element) };
  }
  const retry = button("retry", words.say("retry"));
  if (state === "expired") return build(words, "expired", LOCK, "expired", retry);
  return build(words, `error ${fault === "rateLimited" ? "rate-limited" : ""}`.trim(), fault === "rateLimited" ? CLOCK : WARNING, fault, retry);
}

function build(words, name, path, key, retry) {
  const title = element("p", "title", {}, words.say(`${key}Title`));
  const text = element("p", "text", {}, words.say(`${key}Text`));
  const picture = element("div", "icon", {}, icon(path));
  return { element: element("div", `message ${name}`, {}, picture, title, text, retry), retry };
}
