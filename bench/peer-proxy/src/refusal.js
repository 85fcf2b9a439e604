/** An answer that is not a success, in the contract's envelope. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  response(c) {
    return c.json({ error: { code: this.code, message: this.message } }, this.status);
  }
}
