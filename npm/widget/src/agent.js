// The agent's part, a file of its own: fetched once a session turns out to be an agent's, so that no customer loads it.

/** @type {Promise<typeof import("./desk.js")> | undefined} */
let fetched;

/** One that does not come is fetched again by whoever needs it next. */
export function fetchDesk() {
  return (fetched ??= import("./desk.js").catch((error) => {
    fetched = undefined;
    throw error;
  }));
}
