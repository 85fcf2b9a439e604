/**
 * Searches the customers while the manager types. The server renders the results; this swaps them in.
 */

import { loadDocument } from "./document.js";

const PAUSE = 150; // milliseconds without a key before asking

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.search"));
const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
let timer = 0;
let asking = new AbortController();

/** @param {string} address */
async function show(address) {
  asking.abort();
  const { signal } = (asking = new AbortController());
  const { status, page, url } = await loadDocument(address, { signal }).catch(() => ({ status: 0, page: null, url: "" }));
  if (signal.aborted) return;
  const found = status === 200 ? page?.querySelector("#results") : null;
  if (!page || !found) return location.assign(address); // signed out meanwhile, or the server failed: let it say so
  document.querySelector("#results")?.replaceWith(document.adoptNode(found));
  const count = document.querySelector("#count"); // stays: only a live region that was there before is announced
  if (count) count.textContent = page.querySelector("#count")?.textContent ?? "";
  document.title = page.title;
  history.replaceState(null, "", url);
}

function search() {
  clearTimeout(timer);
  const query = field.value.trim();
  show(query ? `/customers?${new URLSearchParams({ q: query })}` : "/customers");
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
