/**
 * What every page shares: the document, the bar with the brand and who is signed in, and the footer.
 */

import { initials, tint } from "../format.js";
import { html } from "../html.js";

/** @import { Account } from "../directory.js" */
/** @import { Markup } from "../html.js" */

/**
 * @param {object} page
 * @param {string} page.title
 * @param {Account | null} page.account who is signed in
 * @param {Markup} page.main
 * @param {Markup | null} [page.scripts] elements for the head
 * @param {"inbox" | "customers" | "playground" | "account" | null} [page.current] the entry of the navigation that the page stands under
 */
export function layout({ title, account, main, scripts = null, current = null }) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Quillmere</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/dashboard.css">
${scripts}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
  <div class="bar-inside">
    <a class="brand" href="/">${logo()}<span>Quillmere</span></a>
    ${account ? signedIn(account, current) : null}
  </div>
</header>
<main id="main" tabindex="-1">${main}</main>
<footer class="foot">
  Quillmere and its customers are invented. This dashboard is a demo of HelpThread Edge.
</footer>
</body>
</html>
`;
}

const MANAGERS_PAGES = /** @type {const} */ ([["inbox", "Inbox"], ["customers", "Customers"], ["playground", "Playground"]]);
const CUSTOMERS_PAGES = /** @type {const} */ ([["account", "Your account"]]);

/**
 * @param {Account} account
 * @param {string | null} current
 */
function signedIn(account, current) {
  const manager = account.role === "manager";
  const pages = manager ? MANAGERS_PAGES : CUSTOMERS_PAGES;
  return html`
    <nav class="bar-nav" aria-label="Main">${pages.map(
      ([name, label]) => html`
      <a href="/${name}"${name === current ? html` aria-current="page"` : null}>${label}</a>`,
    )}
    </nav>
    <div class="who">
      ${avatar(account.id, account.person.name)}
      <span class="who-text">
        <bdi class="who-name">${account.person.name}</bdi>
        <span class="who-role">${manager ? "Account manager" : "Customer"}</span>
      </span>
      <form method="post" action="/sign-out"><button class="button quiet">Sign out</button></form>
    </div>`;
}

/** The mark: a page turning into a rising line. */
export function logo() {
  return html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="logo-ground" width="32" height="32" rx="9"/>
      <path class="logo-line" d="M7.5 22.5c4.6 0 5.2-5.4 8.5-6.6 2.9-1 4.2 1.5 8.5-7.4" fill="none" stroke-width="2.6" stroke-linecap="round"/>
      <circle class="logo-dot" cx="24.2" cy="9" r="2.7"/>
    </svg>`;
}

/**
 * Initials on a tint: decoration beside a name, so it says nothing to a screen reader.
 *
 * @param {string} id
 * @param {string} name
 * @param {"" | "large"} [size]
 */
export function avatar(id, name, size = "") {
  return html`<span class="avatar tint-${tint(id)} ${size}" aria-hidden="true">${initials(name)}</span>`;
}
