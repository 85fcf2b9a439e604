/**
 * The signature debugger of /docs/authentication.html. It signs with the package's own wasm; nothing leaves the page, and its policy would
 * not let anything.
 */

import { sign } from "@helpthread/node";
import { explainSignature } from "./explain-signature.js";

/** @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (document.getElementById("debugger"));
const output = field("debugger-verdict");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const sent = {
    secret: field("debugger-secret").value,
    body: field("debugger-body").value,
    header: field("debugger-header").value,
    now: Math.floor(Date.now() / 1000),
  };
  const { kind, messages } = explainSignature(sent, sign);
  output.dataset.verdict = kind;
  output.textContent = messages.join(" ");
});
form.addEventListener("reset", () => {
  output.textContent = "";
  delete output.dataset.verdict;
});
form.hidden = false;
