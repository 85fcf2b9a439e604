/** For those who bring the module themselves, as `@helpthread/node/core.wasm`: `initialize` it before anything else. */

import { start } from "./start.js";

/** @param {WebAssembly.Module} module */
export function initialize(module) {
  if (!(module instanceof WebAssembly.Module)) {
    throw new TypeError("initialize takes the compiled WebAssembly.Module of @helpthread/node/core.wasm.");
  }
  start(module);
}

export * from "./index.js";
