/** The errors of the package: a stable code in each, and how a refusal from Rust becomes one. The client has more (families.js). */

export class HelpThreadError extends Error {
  /** Looks at what was refused, where that can say more. Private, so that no printing of the error reaches it. */
  #explain = () => null;

  /**
   * @param {string} code
   * @param {string} message says what to do; never holds a value that was passed in
   * @param {{ status?: number, requestId?: string, retryAfter?: number, cause?: unknown, explain?: () => string | null }} [about]
   */
  constructor(code, message, about = {}) {
    super(message);
    this.code = code;
    for (const name of ["status", "requestId", "retryAfter"]) if (about[name] !== undefined) this[name] = about[name];
    if (about.cause !== undefined) Object.defineProperty(this, "cause", { value: about.cause, configurable: true });
    if (about.explain) this.#explain = about.explain;
  }

  explain() {
    return this.#explain();
  }
}

export class WebhookVerificationError extends HelpThreadError {}

/**
 * Gives classes their names. On the prototype, as with the built-in errors: an own property would be printed with every stack
 * trace. From a table, because minifying renames classes.
 *
 * @param {Record<string, typeof HelpThreadError>} families
 */
export function name(families) {
  for (const [value, family] of Object.entries(families)) {
    Object.defineProperty(family.prototype, "name", { value, configurable: true, writable: true });
  }
}

name({ HelpThreadError, WebhookVerificationError });

/**
 * The error of what core's rules refuse (core.js).
 *
 * @param {string} code
 * @param {string} message
 */
export function refused(code, message) {
  const Family = code.startsWith("webhook_") ? WebhookVerificationError : HelpThreadError;
  return new Family(code, message);
}
