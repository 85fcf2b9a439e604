// What stands in the place of rows: the skeleton, and a message for each state without rows.

import { button, element, icon, unseen } from "./dom.js";

const BUBBLE = "M4 20l1-4a8 8 0 1 1 3 3z";
const WARNING = "M12 9v4m0 3v.01M12 4L3 20h18z";
const LOCK = "M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z";
const CLOCK = "M12 8v4l3 2M4 12a8 8 0 1 1 0 .01z";

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
