/** For those who bring the module themselves, as `@helpthread/node/core.wasm`: `initialize` it before anything else. */

import { HelpThreadError } from "./error.js";
import { standIn, start } from "./start.js";

/** Stands where the module will be, and tells whoever needs it that it is missing. */
const NOTHING = new Proxy(Object.create(null), {
  get() {
    const message =
      "The package has not been started: call initialize with the module of @helpthread/node/core.wasm first, " +
      "or import @helpthread/node, which brings its own.";
    throw new HelpThreadError("not_initialized", message);
  },
});
standIn(NOTHING);

/** @param {WebAssembly.Module} module */
export function initialize(module) {
  try {
    start(module);
  } catch (cause) {
    standIn(NOTHING);
    const message = "initialize takes the compiled WebAssembly.Module of @helpthread/node/core.wasm, of this very version.";
    throw new HelpThreadError("invalid_argument", message, { cause });
  }
}

export * from "./index.js";
