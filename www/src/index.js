/**
 * A demo customer dashboard, the kind of place HelpThread's history belongs in: the CRM of Quillmere, a company that
 * does not exist. Account managers look up customers and answer them from an inbox; a customer who signs in sees her own page.
 *
 *     request -> settings -> route -> who is signed in -> page
 *
 * It shows what a host has to do, and all of it: know who is signed in, mint a session token for that person
 * (support-token.js), and put the element on the page (pages/support-history.js). It has the session secret and never
 * the workspace secret, and it never talks to HelpThread: the browser asks the proxy, and so does the inbox (inbox.js), in this
 * Worker and with a token like any agent's. The playground lets an integrator try what the element can do.
 */

import records from "../build/crm.json" with { type: "json" };
import { Directory } from "./directory.js";
import { serveDocumentation } from "./docs/serve.js";
import { serveFile } from "./files.js";
import { openLogin } from "./login-cookie.js";
import { customerPage } from "./pages/customer.js";
import { customersPage } from "./pages/customers.js";
import { forbidden, methodNotAllowed, notConfigured, notFound, unexpected } from "./pages/problem.js";
import { signInPage } from "./pages/sign-in.js";
import { page, seeOther, text, withSecurityHeaders } from "./response.js";
import { isOwnForm } from "./form.js";
import { showInbox, submitChange, submitReply } from "./inbox.js";
import { playgroundPage } from "./pages/playground.js";
import { findRoute, safeNext } from "./route.js";
import { submitWriteIn } from "./sandbox.js";
import { readSettings } from "./settings.js";
import { isSecure, signIn, signOutCookie } from "./sign-in.js";
import { playgroundToken, signedOut, supportToken } from "./support-token.js";

/** @import { Account, ManagerAccount } from "./directory.js" */
/** @import { Route } from "./route.js" */
/** @import { Settings } from "./settings.js" */

/**
 * @typedef {object} Visit
 * @property {Request} request
 * @property {URL} url
 * @property {Settings} settings
 * @property {Account | null} account who is signed in
 * @property {number} now unix seconds
 */

const directory = new Directory(records);

export default {
  /**
   * @param {Request} request
   * @param {Record<string, unknown>} env
   */
  async fetch(request, env) {
    const documentation = serveDocumentation(request);
    if (documentation) return documentation;
    const checked = readSettings(env);
    const site = {
      proxyOrigin: "settings" in checked ? checked.settings.proxyOrigin : null,
      secure: isSecure(request),
    };
    try {
      return withSecurityHeaders(await answer(request, checked), site);
    } catch (error) {
      console.error(JSON.stringify({ event: "unexpected", error: String(error) }));
      return withSecurityHeaders(unexpected(), site);
    }
  },
};

/**
 * @param {Request} request
 * @param {ReturnType<typeof readSettings>} checked
 * @returns {Promise<Response>}
 */
async function answer(request, checked) {
  const url = new URL(request.url);
  const route = findRoute(url.pathname);
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (route && !route.methods.includes(method)) return methodNotAllowed(route.methods);
  if (route?.name === "file") return serveFile(route.argument, request.headers);
  if (route?.name === "health") return health(checked);
  if (!("settings" in checked)) return notConfigured(checked.problems);

  const { settings } = checked;
  const now = Math.floor(Date.now() / 1000);
  const accountId = await openLogin(request.headers.get("Cookie"), now, settings.signInSecret);
  const account = accountId === null ? null : directory.account(accountId);
  return serve(route, { request, url, settings, account, now });
}

/**
 * @param {Route | null} route
 * @param {Visit} visit
 * @returns {Promise<Response> | Response}
 */
function serve(route, visit) {
  if (!route) return notFound(visit.account);
  switch (route.name) {
    case "home":
      return seeOther(homeOf(visit.account));
    case "sign-in":
      return visit.request.method === "POST" ? submitSignIn(visit) : showSignIn(visit);
    case "sign-out":
      return isOwnForm(visit.request) ? seeOther("/sign-in", signOutCookie(visit.request)) : forbidden(visit.account);
    case "support-token":
      return supportToken(visit.request, visit.account, visit.settings.sessionSecret);
    default:
      return visit.account ? serveAccount(route, visit, visit.account) : askToSignIn(route, visit);
  }
}

/**
 * What is behind the sign-in. A customer gets the same refusal for every page of the managers, whether or not it exists.
 *
 * @param {Route} route
 * @param {Visit} visit
 * @param {Account} account
 */
function serveAccount(route, visit, account) {
  if (account.role === "manager") return serveManager(route, visit, account);
  return route.name === "account" ? page(customerPage(account.person, { ...visit, account })) : forbidden(account);
}

/**
 * @param {Route} route
 * @param {Visit} visit
 * @param {ManagerAccount} account
 */
function serveManager(route, visit, account) {
  switch (route.name) {
    case "customers":
      return page(customersPage(directory, { ...visit, account }));
    case "customer": {
      const customer = directory.customer(route.argument);
      return customer ? page(customerPage(customer, { ...visit, account })) : notFound(account);
    }
    case "inbox":
      return showInbox(visit, account, directory);
    case "reply":
      return submitReply(visit, account, directory);
    case "change":
      return submitChange(visit, account, directory);
    case "playground":
      return page(playgroundPage(directory, { ...visit, account }));
    case "playground-token":
      return playgroundToken(visit.request, account, directory, visit.settings.sessionSecret);
    case "write-in":
      return submitWriteIn(visit, account, directory);
    default:
      return seeOther(homeOf(account));
  }
}

/**
 * A page is come back to; whatever else was meant to happen did not.
 *
 * @param {Route} route
 * @param {Visit} visit
 */
function askToSignIn(route, { request, url }) {
  if (route.name === "playground-token") return signedOut();
  const next = request.method === "POST" ? null : safeNext(url.pathname);
  return seeOther(next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in");
}

/** @param {Account | null} account */
function homeOf(account) {
  if (!account) return "/sign-in";
  return account.role === "manager" ? "/customers" : "/account";
}

/** @param {Visit} visit */
function showSignIn({ url, account }) {
  if (account) return seeOther(homeOf(account));
  return page(signInPage(directory, { next: safeNext(url.searchParams.get("next")) }));
}

/** @param {Visit} visit */
async function submitSignIn({ request, settings, now }) {
  const outcome = await signIn(request, directory, { secret: settings.signInSecret, now });
  switch (outcome.kind) {
    case "signed-in":
      return seeOther(outcome.location, outcome.cookie);
    case "refused":
      return page(signInPage(directory, { next: outcome.next, refused: outcome.email }), 401);
    case "malformed":
      return page(signInPage(directory, { next: null, refused: "" }), 400);
    case "foreign":
      return forbidden(null);
  }
}

/** @param {ReturnType<typeof readSettings>} checked */
function health(checked) {
  return "settings" in checked ? text("ok\n") : text(`misconfigured\n${checked.problems.join("\n")}\n`, 503);
}
