// Everything but the element's class: loaded by history.js, once per page.

export { reset, start } from "./core.js";
export { Widget } from "./widget.js";
