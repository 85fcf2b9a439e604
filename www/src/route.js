/**
 * Every address of the dashboard, in one closed table. What is not here is a 404, whoever asks.
 */

/**
 * @typedef {"home" | "sign-in" | "sign-out" | "customers" | "customer" | "account" | "inbox" | "playground"} PageName
 * @typedef {PageName | "reply" | "change" | "write-in" | "support-token" | "playground-token" | "health" | "file"} RouteName
 *
 * @typedef {object} Route
 * @property {RouteName} name
 * @property {string} argument the customer's id or the file's name; empty for the others
 * @property {string[]} methods
 */

/** @type {ReadonlyArray<{ name: RouteName, path: RegExp, methods: string[] }>} */
const ROUTES = [
  { name: "home", path: /^\/$/, methods: ["GET"] },
  { name: "sign-in", path: /^\/sign-in$/, methods: ["GET", "POST"] },
  { name: "sign-out", path: /^\/sign-out$/, methods: ["POST"] },
  { name: "customers", path: /^\/customers$/, methods: ["GET"] },
  { name: "customer", path: /^\/customers\/(cus_[A-Za-z0-9_-]{1,60})$/, methods: ["GET"] },
  { name: "account", path: /^\/account$/, methods: ["GET"] },
  { name: "inbox", path: /^\/inbox$/, methods: ["GET"] },
  { name: "reply", path: /^\/inbox\/reply$/, methods: ["POST"] },
  { name: "change", path: /^\/inbox\/change$/, methods: ["POST"] },
  { name: "playground", path: /^\/playground$/, methods: ["GET"] },
  { name: "playground-token", path: /^\/playground\/token$/, methods: ["GET"] },
  { name: "write-in", path: /^\/sandbox\/write-in$/, methods: ["POST"] },
  { name: "support-token", path: /^\/support-token$/, methods: ["GET"] },
  { name: "health", path: /^\/healthz$/, methods: ["GET"] },
  { name: "file", path: /^\/((?:support|search|inbox|playground|write-in)\.js|dashboard\.css|favicon\.svg)$/, methods: ["GET"] },
];

/** Where a person may be sent after signing in: pages, never actions or files. */
const PAGES = ["customers", "customer", "account", "inbox", "playground"];

/**
 * @param {string} path the URL's path, as it came
 * @returns {Route | null}
 */
export function findRoute(path) {
  for (const { name, path: pattern, methods } of ROUTES) {
    const match = pattern.exec(path);
    if (match) return { name, argument: match[1] ?? "", methods };
  }
  return null;
}

/**
 * The `next` parameter of the sign-in page, if it is one of our own pages. Anything else would make the sign-in an
 * open redirect.
 *
 * @param {string | null} next
 * @returns {string | null}
 */
export function safeNext(next) {
  const route = next === null ? null : findRoute(next);
  return route && PAGES.includes(route.name) ? next : null;
}
