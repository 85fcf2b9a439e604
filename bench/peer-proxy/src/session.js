/** Session tokens with jose. */

import { errors, jwtVerify } from "jose";

import { Refusal } from "./refusal.js";

const MAX_LIFETIME = 15 * 60;
const LEEWAY = 30;
const SUBJECTS = { customer: /^cus_[A-Za-z0-9_-]{1,60}$/, agent: /^usr_[A-Za-z0-9_-]{1,60}$/ };
const RULES = {
  algorithms: ["HS256"],
  typ: "helpthread-session+jwt",
  audience: "helpthread-edge",
  clockTolerance: LEEWAY,
  requiredClaims: ["sub", "role", "iat", "exp"],
};

/** Imported once: importing costs more than verifying. */
let key;

/** The claims of a verified token. */
export async function session(header, env) {
  if (header === undefined) throw new Refusal(401, "missing_authentication", "A session token is required.");
  const [, token] = /^Bearer +(\S+)$/i.exec(header) ?? [];
  if (token === undefined) throw invalid();
  const claims = await verified(token, env);
  const { iat, exp, sub, role } = claims;
  const inTime = exp - iat > 0 && exp - iat <= MAX_LIFETIME && iat <= Date.now() / 1000 + LEEWAY;
  if (!inTime || !Object.hasOwn(SUBJECTS, role) || !SUBJECTS[role].test(sub)) throw invalid();
  return claims;
}

async function verified(token, env) {
  key ??= await imported(env.SESSION_SECRET);
  try {
    return (await jwtVerify(token, key, RULES)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Refusal(401, "session_expired", "The session has expired.");
    throw invalid();
  }
}

function imported(secret) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["verify"]);
}

function invalid() {
  return new Refusal(401, "invalid_session", "The session token is not valid.");
}
