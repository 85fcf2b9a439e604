/**
 * What the dashboard must be told before it serves anybody, checked as a whole: `/healthz` and the 503 page
 * name everything that is wrong at once, and never a value.
 *
 * The workspace secret is not among them: only the signing proxy has it.
 */

/**
 * @typedef {object} Settings
 * @property {string} sessionSecret signs the session tokens that the proxy checks (proxy.md section 1)
 * @property {string} signInSecret signs this dashboard's own sign-in cookie
 * @property {string} proxyOrigin where the widget and its data come from, such as `https://support.example.com`
 * @property {Sandbox | null} sandbox on a laptop only: where made-up customers write in
 *
 * @typedef {object} Sandbox
 * @property {string} apiOrigin our own API server's
 * @property {string} adminToken opens its administration
 */

/** HS256 asks for a key at least as long as its digest (RFC 7518 section 3.2). */
const SECRET_BYTES = 32;

/** Secrets that begin so are published in this repository, so they may only protect a laptop. */
const DEVELOPMENT_PREFIX = "dev_";

/**
 * @param {Record<string, unknown>} env
 * @returns {{ settings: Settings } | { problems: string[] }}
 */
export function readSettings(env) {
  const problems = [];
  const proxy = parseOrigin(env.PROXY_ORIGIN);
  if (!proxy) problems.push("PROXY_ORIGIN (an https origin without a path; http for loopback only)");

  for (const name of ["SESSION_SECRET", "SIGN_IN_SECRET"]) {
    const problem = secretProblem(env[name], proxy);
    if (problem) problems.push(`${name} (${problem})`);
  }
  const sandbox = readSandbox(env, proxy);
  if (typeof sandbox === "string") problems.push(sandbox);
  if (!proxy || typeof sandbox === "string" || problems.length > 0) return { problems };
  return {
    settings: {
      sessionSecret: String(env.SESSION_SECRET),
      signInSecret: String(env.SIGN_IN_SECRET),
      proxyOrigin: proxy.origin,
      sandbox,
    },
  };
}

/**
 * Whoever has the administration's token can do everything, so a dashboard that others can reach does not take it.
 *
 * @param {Record<string, unknown>} env
 * @param {URL | null} proxy
 * @returns {Sandbox | null | string} a problem, if it is a text
 */
function readSandbox({ SANDBOX_API_ORIGIN: origin, SANDBOX_ADMIN_TOKEN: token }, proxy) {
  if (!origin && !token) return null;
  const api = parseOrigin(origin);
  if (!api || typeof token !== "string" || token === "") return "SANDBOX_API_ORIGIN, SANDBOX_ADMIN_TOKEN (both, or neither)";
  if (!isLoopback(api) || (proxy && !isLoopback(proxy))) return "SANDBOX_API_ORIGIN (a sandbox is on loopback only, proxy and all)";
  return { apiOrigin: api.origin, adminToken: token };
}

/**
 * @param {unknown} value
 * @param {URL | null} proxy
 * @returns {string | null}
 */
function secretProblem(value, proxy) {
  if (typeof value !== "string" || new TextEncoder().encode(value).length < SECRET_BYTES) {
    return `a secret of at least ${SECRET_BYTES} bytes`;
  }
  if (value.startsWith(DEVELOPMENT_PREFIX) && proxy && !isLoopback(proxy)) {
    return "a published development value is accepted on loopback only";
  }
  return null;
}

/**
 * @param {unknown} value
 * @returns {URL | null}
 */
function parseOrigin(value) {
  if (typeof value !== "string" || !URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.origin !== value) return null;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url)) ? url : null;
}

/** @param {URL} url */
function isLoopback(url) {
  return ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
