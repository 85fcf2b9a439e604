/**
 * One customer: who she is, what she pays, and her support history. An account manager sees it under "Customers"; she
 * herself sees it as "Your account", without what is written for the staff.
 */

import { countryName, day, languageName, money, tenure } from "../format.js";
import { html } from "../html.js";
import { avatar, layout } from "./layout.js";
import { planBadge } from "./plan-badge.js";
import { historyScripts, supportHistory } from "./support-history.js";
import { writeIn, writeInScript } from "./write-in.js";

/** @import { Account, Customer } from "../directory.js" */
/** @import { Markup } from "../html.js" */
/** @import { Settings } from "../settings.js" */

/**
 * @param {Customer} customer
 * @param {{ account: Account, settings: Settings, now: number }} visit
 */
export function customerPage(customer, { account, settings, now }) {
  const { proxyOrigin, sandbox } = settings;
  const own = account.role === "customer";
  return layout({
    title: own ? "Your account" : customer.name,
    account,
    current: own ? "account" : "customers",
    scripts: own ? historyScripts(proxyOrigin) : html`${historyScripts(proxyOrigin)}
${writeInScript(sandbox)}`,
    main: html`
<div class="page">
  ${own ? null : trail(customer.name)}
  ${heading(customer, own)}
  ${figures(customer, own, now)}
  <div class="profile">
    <section class="history" aria-labelledby="history-title">
      <div class="section-head">
        <h2 id="history-title">${own ? "Your conversations with us" : "Support history"}</h2>
        <p class="note">${own ? "Everything you asked, newest first" : "From HelpThread, live, newest first"}</p>
      </div>
      ${supportHistory(customer.id, proxyOrigin)}
    </section>
    <div class="profile-side">
      ${details(customer, own)}
      ${own || !sandbox ? null : writeIn({ now, back: `/customers/${customer.id}`, customer })}
    </div>
  </div>
</div>`,
  });
}

/** @param {string} name */
function trail(name) {
  return html`
  <nav class="trail" aria-label="Breadcrumb">
    <a href="/customers">Customers</a><span aria-hidden="true">/</span><bdi aria-current="page">${name}</bdi>
  </nav>`;
}

/**
 * @param {Customer} customer
 * @param {boolean} own
 */
function heading({ id, name, company, email, plan }, own) {
  return html`
  <header class="profile-head">
    ${avatar(id, name, "large")}
    <div class="profile-name">
      <h1><bdi>${name}</bdi> ${planBadge(plan)}</h1>
      <p class="lead"><bdi>${company}</bdi></p>
    </div>
    ${own ? null : html`<a class="button" href="mailto:${email}">Write an email</a>`}
  </header>`;
}

/**
 * @param {Customer} customer
 * @param {boolean} own
 * @param {number} now
 */
function figures({ mrr_cents, since, country, city, locale }, own, now) {
  return html`
  <dl class="figures card">
    ${figure(own ? "Monthly price" : "Monthly revenue", money(mrr_cents), `${money(mrr_cents * 12)} a year`)}
    ${figure("Customer since", html`<time datetime="${since}">${day(since)}</time>`, tenure(since, now))}
    ${figure("Location", html`<bdi>${city}</bdi>`, countryName(country))}
    ${figure("Language", languageName(locale), locale)}
  </dl>`;
}

/**
 * @param {string} label
 * @param {Markup | string} value
 * @param {string} note
 */
function figure(label, value, note) {
  return html`<div class="figure"><dt>${label}</dt><dd>${value}<span class="figure-note">${note}</span></dd></div>`;
}

/**
 * @param {Customer} customer
 * @param {boolean} own
 */
function details({ id, name, company, email }, own) {
  return html`
    <aside aria-labelledby="details-title">
      <div class="section-head"><h2 id="details-title">${own ? "Your details" : "Contact"}</h2></div>
      <dl class="card details">
        <div><dt>Name</dt><dd><bdi>${name}</bdi></dd></div>
        <div><dt>Company</dt><dd><bdi>${company}</bdi></dd></div>
        <div><dt>Email</dt><dd><a href="mailto:${email}">${email}</a></dd></div>
        <div><dt>Customer ID</dt><dd><code>${id}</code></dd></div>
      </dl>
    </aside>`;
}
