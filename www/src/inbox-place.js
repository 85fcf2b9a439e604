/**
 * Where somebody is in the inbox: filters, page and open conversation, all of it in the address, so that a reload, a link
 * and the back button lead where they should. What is not one of ours is dropped.
 */

/**
 * @typedef {object} InboxPlace
 * @property {string} status one of {@link STATUSES}; empty for all
 * @property {string} assignee an agent's id; empty for everybody
 * @property {string} cursor of the page of the list; empty for the first
 * @property {string} conversation the open one's id; empty for none
 * @property {string} customer whose it is: where it is looked for when it is not on the page any more
 */

export const STATUSES = ["open", "pending", "closed"];

/** @type {Record<keyof InboxPlace, RegExp>} */
const SHAPES = {
  status: /^(open|pending|closed)$/,
  assignee: /^usr_[A-Za-z0-9_-]{1,60}$/,
  cursor: /^[A-Za-z0-9_-]{1,512}$/,
  conversation: /^cnv_[A-Za-z0-9_-]{1,60}$/,
  customer: /^cus_[A-Za-z0-9_-]{1,60}$/,
};

/**
 * @param {URLSearchParams} parameters
 * @returns {InboxPlace}
 */
export function readPlace(parameters) {
  /** @param {keyof InboxPlace} name */
  const read = (name) => {
    const value = parameters.get(name) ?? "";
    return SHAPES[name].test(value) ? value : "";
  };
  return {
    status: read("status"),
    assignee: read("assignee"),
    cursor: read("cursor"),
    conversation: read("conversation"),
    customer: read("customer"),
  };
}

/**
 * @param {string} path one of the inbox's
 * @param {InboxPlace} place
 * @param {Partial<InboxPlace>} [change]
 * @param {Record<string, string>} [more] further parameters
 */
export function placeAddress(path, place, change = {}, more = {}) {
  const all = Object.entries({ ...place, ...change, ...more }).filter(([, value]) => value);
  return all.length > 0 ? `${path}?${new URLSearchParams(all)}` : path;
}
