/**
 * The sign-in page: a form as every product has it, and beside it the demo's accounts, one click each.
 */

import { html } from "../html.js";
import { DEMO_PASSWORD } from "../sign-in.js";
import { avatar, layout } from "./layout.js";

/** @import { Account, Directory } from "../directory.js" */

/** The customers of the published examples (api-v1.md section 9): their history is the same on every machine. */
const EXAMPLE_CUSTOMERS = ["cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A"];

/**
 * @param {Directory} directory
 * @param {{ next: string | null, refused?: string }} state `refused` is the email that was refused just now
 */
export function signInPage(directory, { next, refused }) {
  return layout({
    title: "Sign in",
    account: null,
    main: html`
<div class="sign-in">
  <section class="card sign-in-form" aria-labelledby="sign-in-title">
    <h1 id="sign-in-title">Sign in to Quillmere</h1>
    <p class="lead">Customers, plans and support history in one place.</p>
    ${refused === undefined ? null : refusal()}
    <form method="post" action="/sign-in">
      ${nextField(next)}
      <div class="field">
        <label for="email">Email</label>
        <input id="email" name="email" type="email" autocomplete="username" required autofocus
          value="${refused}"${invalid(refused)}>
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required
          aria-describedby="password-note"${invalid(refused)}>
        <p class="note" id="password-note">In this demo every password is <code>${DEMO_PASSWORD}</code>.</p>
      </div>
      <button class="button primary wide">Sign in</button>
    </form>
  </section>
  <section class="sign-in-demo" aria-labelledby="demo-title">
    <h2 id="demo-title">Or look around as</h2>
    <ul class="people">
      ${demoAccounts(directory).map((account) => personButton(account, next))}
    </ul>
    <p class="note">Account managers see every customer and answer from the inbox. A customer sees her own page and nobody else’s; all
      ${directory.size} can sign in with the email in their profile.</p>
  </section>
</div>`,
  });
}

function refusal() {
  return html`<p class="alert" role="alert">That email and password do not match an account.</p>`;
}

/** @param {Directory} directory */
function demoAccounts(directory) {
  const managers = directory.managers.map(({ agent_id }) => agent_id);
  const accounts = [...managers, ...EXAMPLE_CUSTOMERS].map((id) => directory.account(id));
  return accounts.filter((account) => account !== null);
}

/**
 * @param {Account} account
 * @param {string | null} next
 */
function personButton(account, next) {
  const { person } = account;
  const what = account.role === "manager" ? "Account manager" : html`Customer, <bdi>${account.person.company}</bdi>`;
  return html`
      <li><form method="post" action="/sign-in">
        ${nextField(next)}
        <input type="hidden" name="email" value="${person.email}">
        <input type="hidden" name="password" value="${DEMO_PASSWORD}">
        <button class="person">
          ${avatar(account.id, person.name)}
          <span class="person-text">
            <bdi class="person-name">${person.name}</bdi>
            <span class="person-what">${what}</span>
          </span>
          <span class="person-go" aria-hidden="true"></span>
        </button>
      </form></li>`;
}

/** @param {string | null} next */
function nextField(next) {
  return next ? html`<input type="hidden" name="next" value="${next}">` : null;
}

/** @param {string | undefined} refused */
function invalid(refused) {
  return refused === undefined ? null : html` aria-invalid="true"`;
}
