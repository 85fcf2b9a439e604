/** Joins the compiled module and the glue that wasm-bindgen wrote for it. */

import * as glue from "helpthread:core";

/** Whether the module is there. */
export let started = false;

/**
 * Synchronous, because Workers refuse to compile later and callers want to sign without waiting.
 *
 * @param {WebAssembly.Module} module
 */
export function start(module) {
  const { exports } = new WebAssembly.Instance(module, { "./core_bg.js": glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  started = true;
}

/**
 * Puts something in the place of the module's exports, from which every call into Rust takes what it needs.
 *
 * @param {object} exports
 */
export function standIn(exports) {
  started = false;
  glue.__wbg_set_wasm(exports);
}
