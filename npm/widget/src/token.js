// Asking the host's `getToken` for a session token, and reading what the token says of itself.

/**
 * Calls `getToken(reason)` and waits for what it promises.
 *
 * @param {(reason: string) => unknown} source
 * @param {HTMLElement} host
 * @param {string} reason
 * @returns {Promise<string[]>} the token, when it ends, and the agent whose it is if she may write; nothing if nobody is signed in
 * @throws {Error} with a message for the host's developer, in which nothing is that `getToken` gave
 */
export async function askToken(source, host, reason) {
  if (!source) throw new Error("getToken is gone.");
  let given;
  try {
    given = await source.call(host, reason);
  } catch {
    throw new Error("getToken failed.");
  }
  if (given === null || given === undefined) return [];
  if (typeof given !== "string") throw new Error("getToken must give a string or null.");
  const token = given.trim();
  return [token, ...claims(token)];
}

const WRITE = "conversations:write";

/** The proxy alone decides what a token is worth: these say when to ask for the next, and what to show. @param {string} token */
function claims(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const { exp, role, sub, scope } = JSON.parse(atob(payload));
    // Without a scope it has the role's whole scope.
    const mayWrite = role === "agent" && (scope || WRITE).split(" ").includes(WRITE);
    return [Number.isFinite(exp) ? String(Math.floor(exp)) : "", mayWrite ? sub : ""];
  } catch {
    return [];
  }
}
