/**
 * The list of customers: a search that works without script, a table, and pages of it. search.js replaces `#results`
 * and the text of `#count` as the manager types; everything it shows is rendered here.
 */

import { PAGE_SIZE, QUERY_LENGTH } from "../directory.js";
import { count, countryName, day, money } from "../format.js";
import { html } from "../html.js";
import { avatar, layout } from "./layout.js";
import { planBadge } from "./plan-badge.js";

/** @import { Account, Customer, Directory, SearchPage } from "../directory.js" */

/**
 * @param {Directory} directory
 * @param {{ account: Account, url: URL }} visit
 */
export function customersPage(directory, { account, url }) {
  const query = (url.searchParams.get("q") ?? "").slice(0, QUERY_LENGTH);
  const wanted = url.searchParams.get("page") ?? "1";
  const found = directory.search(query, /^[0-9]{1,6}$/.test(wanted) ? Number(wanted) : 1);
  return layout({
    title: query ? `“${query}” in customers` : "Customers",
    account,
    current: "customers",
    scripts: html`<script type="module" src="/search.js"></script>`,
    main: html`
<div class="page">
  <div class="page-head">
    <div>
      <h1>Customers</h1>
      <p class="lead">${count(directory.size)} customers, sorted by company</p>
    </div>
    <form class="search" role="search" action="/customers">
      <label class="hidden" for="q">Search customers</label>
      <input id="q" name="q" type="search" value="${query}" maxlength="${QUERY_LENGTH}"
        placeholder="Name, company or email" autocomplete="off" spellcheck="false">
      <button class="button">Search</button>
    </form>
  </div>
  <p id="count" class="note" role="status">${countLine(found, query)}</p>
  <div id="results">${results(found, query)}</div>
</div>`,
  });
}

/**
 * What a screen reader hears after each search.
 *
 * @param {SearchPage} found
 * @param {string} query
 */
function countLine({ customers, total, first }, query) {
  if (total === 0) return "No matches";
  const range = `${count(first)}–${count(first + customers.length - 1)} of ${count(total)}`;
  return query ? `${count(total)} ${total === 1 ? "match" : "matches"}, showing ${range}` : `Showing ${range}`;
}

/**
 * @param {SearchPage} found
 * @param {string} query
 */
function results(found, query) {
  if (found.total === 0) return nothing(query);
  return html`
    <div class="card table-card">
      <table class="customers">
        <caption class="hidden">Customers</caption>
        <thead><tr>
          <th scope="col" class="column-customer">Customer</th>
          <th scope="col" class="at-tablet">Company</th>
          <th scope="col" class="column-plan">Plan</th>
          <th scope="col" class="at-tablet number column-mrr"><abbr title="Monthly recurring revenue">MRR</abbr></th>
          <th scope="col" class="at-desktop column-country">Country</th>
          <th scope="col" class="at-desktop column-since">Customer since</th>
        </tr></thead>
        <tbody>${found.customers.map(row)}</tbody>
      </table>
    </div>
    ${found.total > PAGE_SIZE ? pager(found, query) : null}`;
}

/** @param {Customer} customer */
function row(customer) {
  const { id, name, company, email, plan, mrr_cents, country, since } = customer;
  return html`
          <tr>
            <th scope="row"><span class="identity">${avatar(id, name)}<span class="identity-text">
              <a class="row-link" href="/customers/${id}"><bdi>${name}</bdi></a>
              <span class="only-phone"><bdi>${company}</bdi></span>
              <span class="identity-email at-tablet">${email}</span>
            </span></span></th>
            <td class="at-tablet"><bdi>${company}</bdi></td>
            <td>${planBadge(plan)}</td>
            <td class="at-tablet number">${money(mrr_cents)}</td>
            <td class="at-desktop">${countryName(country)}</td>
            <td class="at-desktop"><time datetime="${since}">${day(since)}</time></td>
          </tr>`;
}

/** @param {string} query */
function nothing(query) {
  return html`
    <div class="card empty">
      <h2>No customer matches <q>${query}</q></h2>
      <p>The search looks at names, companies and email addresses.</p>
      <a class="button" href="/customers">Show all customers</a>
    </div>`;
}

/**
 * @param {SearchPage} found
 * @param {string} query
 */
function pager({ page, pages }, query) {
  return html`
    <nav class="pager" aria-label="Pages of customers">
      ${pagerStep("Previous", page > 1 ? address(query, page - 1) : null, "prev")}
      <span class="pager-where">Page ${page} of ${pages}</span>
      ${pagerStep("Next", page < pages ? address(query, page + 1) : null, "next")}
    </nav>`;
}

/**
 * @param {string} label
 * @param {string | null} href null at the end of the list
 * @param {"prev" | "next"} rel
 */
function pagerStep(label, href, rel) {
  if (!href) return html`<span class="button unavailable">${label}</span>`;
  return html`<a class="button" rel="${rel}" href="${href}">${label}</a>`;
}

/**
 * @param {string} query
 * @param {number} page
 */
function address(query, page) {
  const parameters = new URLSearchParams();
  if (query) parameters.set("q", query);
  parameters.set("page", String(page));
  return `/customers?${parameters}`;
}
