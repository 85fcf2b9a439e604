/** The one error class of the package, and how a refusal from Rust becomes one. */

export class HelpThreadError extends Error {
  /**
   * @param {string} code
   * @param {string} message says what to do; never holds a value that was passed in
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// On the prototype, as with the built-in errors: an own property would be printed with every stack trace.
Object.defineProperty(HelpThreadError.prototype, "name", {
  value: "HelpThreadError",
  configurable: true,
  writable: true,
});

/**
 * Called by crates/sdk/src/refusal.rs, which throws the result.
 *
 * @param {string} code
 * @param {string} message
 */
export function refused(code, message) {
  return new HelpThreadError(code, message);
}
