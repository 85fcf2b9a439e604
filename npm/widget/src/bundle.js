// Everything but the element's class: loaded by history.js, once per page.

import init, { __wbg_reset_state } from "helpthread:core";

export { Widget } from "./widget.js";

/** Starts the wasm module. @param {Response} wasm */
export const start = (wasm) => init({ module_or_path: wasm });

/** Replaces its instance after a panic. */
export const reset = __wbg_reset_state;
