/**
 * Signing in and out. This is a demo, so one published password opens every account; what follows a sign-in (the
 * signed cookie, the Origin check, who may see what) is meant to be copied.
 */

import { isOwnForm, readForm } from "./form.js";
import { endedCookie, loginCookie, sealLogin } from "./login-cookie.js";
import { safeNext } from "./route.js";

/** @import { Directory } from "./directory.js" */

/** Shown on the sign-in page. */
export const DEMO_PASSWORD = "quillmere-demo";

/** A sign-in form is far smaller. */
const FORM_BYTES = 4096;

/**
 * Whether the browser sees the dashboard over https, so that the cookie may be marked Secure.
 *
 * @param {Request} request
 */
export function isSecure(request) {
  return request.url.startsWith("https:") || (request.headers.get("Origin") ?? "").startsWith("https:");
}

/**
 * @typedef {{ kind: "foreign" } | { kind: "malformed" } | { kind: "refused", email: string, next: string | null } |
 *   { kind: "signed-in", location: string, cookie: string }} SignInOutcome
 *
 * @param {Request} request
 * @param {Directory} directory
 * @param {{ secret: string, now: number }} login
 * @returns {Promise<SignInOutcome>}
 */
export async function signIn(request, directory, { secret, now }) {
  if (!isOwnForm(request)) return { kind: "foreign" };
  const form = await readForm(request, FORM_BYTES);
  if (!form) return { kind: "malformed" };

  const email = form.get("email") ?? "";
  const next = safeNext(form.get("next"));
  const account = directory.accountByEmail(email);
  if (!account || form.get("password") !== DEMO_PASSWORD) return { kind: "refused", email: email.slice(0, 254), next };

  const cookie = loginCookie(await sealLogin(account.id, now, secret), isSecure(request));
  return { kind: "signed-in", location: account.role === "manager" ? (next ?? "/customers") : "/account", cookie };
}

/** @param {Request} request */
export function signOutCookie(request) {
  return endedCookie(isSecure(request));
}
