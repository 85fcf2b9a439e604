/** What the client's methods return: promises of the data that can also give the raw answer. */

import { HelpThreadError } from "./error.js";

/** A write, which is under way as soon as it is called. */
export class Call extends Promise {
  #answer;

  // What `then` and its kin make is a plain promise: a Call is made by the client only.
  static get [Symbol.species]() {
    return Promise;
  }

  /** @param {Promise<{ data: any, response: Response }>} answer */
  constructor(answer) {
    super((resolve) => resolve(undefined));
    this.#answer = answer;
  }

  then(fulfilled, rejected) {
    return this.#answer.then(({ data }) => data).then(fulfilled, rejected);
  }

  withResponse() {
    return this.#answer.then(withRequestId);
  }
}

/** A list: awaited it is one page, iterated it is every item of all pages. Nothing is sent before either. */
export class List {
  #read;
  #first;
  #start;

  /**
   * @param {(cursor: string | undefined) => Promise<any>} read gives a page
   * @param {string | undefined} start the cursor to begin with
   */
  constructor(read, start) {
    this.#read = read;
    this.#start = start;
  }

  #page() {
    return (this.#first ??= this.#read(this.#start));
  }

  then(fulfilled, rejected) {
    return this.#page()
      .then(({ data, pagination }) => ({ data, pagination }))
      .then(fulfilled, rejected);
  }

  catch(rejected) {
    return this.then(undefined, rejected);
  }

  finally(settled) {
    return this.then().finally(settled);
  }

  withResponse() {
    return this.#page().then((answer) => {
      const { data, pagination } = answer;
      return withRequestId({ response: answer.response, data: { data, pagination } });
    });
  }

  async *[Symbol.asyncIterator]() {
    const seen = new Set([this.#start]);
    for (let page = await this.#page(); ; ) {
      yield* page.data;
      const { has_more: more, next_cursor: cursor } = page.pagination;
      if (!more) return;
      if (seen.has(cursor)) {
        throw new HelpThreadError("cursor_cycle", "The API gave a cursor for the second time: the list would never end.");
      }
      seen.add(cursor);
      page = await this.#read(cursor);
    }
  }
}

function withRequestId({ data, response }) {
  return { data, response, requestId: response.headers.get("x-request-id") };
}
