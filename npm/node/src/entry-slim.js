/** For those who bring the module themselves, as `@helpthread/node/core.wasm`: `initialize` it before anything else. */

import * as glue from "helpthread:core";
import { HelpThreadError } from "./error.js";
import { start } from "./start.js";

/** Stands where the module will be. Every call into Rust takes something from there first, and is told what is missing. */
const NOTHING = new Proxy(Object.create(null), {
  get() {
    const message =
      "The package has not been started: call initialize with the module of @helpthread/node/core.wasm first, " +
      "or import @helpthread/node, which brings its own.";
    throw new HelpThreadError("not_initialized", message);
  },
});
glue.__wbg_set_wasm(NOTHING);

/** @param {WebAssembly.Module} module */
export function initialize(module) {
  try {
    start(module);
  } catch (cause) {
    glue.__wbg_set_wasm(NOTHING);
    const message = "initialize takes the compiled WebAssembly.Module of @helpthread/node/core.wasm, of this very version.";
    throw new HelpThreadError("invalid_argument", message, { cause });
  }
}

export * from "./index.js";
