/** The errors of the package: one class per family of causes, a stable code in each, and how a refusal from Rust becomes one. */

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

export class AuthenticationError extends HelpThreadError {}
export class PermissionError extends HelpThreadError {}
export class NotFoundError extends HelpThreadError {}
export class ConflictError extends HelpThreadError {}
export class InvalidRequestError extends HelpThreadError {}
export class RateLimitError extends HelpThreadError {}
export class ServerError extends HelpThreadError {}
export class UnexpectedAnswerError extends HelpThreadError {}
export class ConnectionError extends HelpThreadError {}
export class TimeoutError extends ConnectionError {}
export class WebhookVerificationError extends HelpThreadError {}

const FAMILIES = {
  HelpThreadError,
  AuthenticationError,
  PermissionError,
  NotFoundError,
  ConflictError,
  InvalidRequestError,
  RateLimitError,
  ServerError,
  UnexpectedAnswerError,
  ConnectionError,
  TimeoutError,
  WebhookVerificationError,
};

// On the prototype, as with the built-in errors: an own property would be printed with every stack trace. From the table,
// because minifying renames classes.
for (const [value, family] of Object.entries(FAMILIES)) {
  Object.defineProperty(family.prototype, "name", { value, configurable: true, writable: true });
}

const BY_STATUS = { 401: AuthenticationError, 403: PermissionError, 404: NotFoundError, 409: ConflictError, 429: RateLimitError };

/**
 * The family of an answer's status.
 *
 * @param {number} status
 * @returns {typeof HelpThreadError}
 */
export function familyOf(status) {
  return BY_STATUS[status] ?? (status >= 500 ? ServerError : InvalidRequestError);
}

/**
 * Called by crates/sdk/src/refusal.rs, which throws the result.
 *
 * @param {string} code
 * @param {string} message
 */
export function refused(code, message) {
  const Family = code.startsWith("webhook_") ? WebhookVerificationError : HelpThreadError;
  return new Family(code, message);
}
