/**
 * Searches the customers while the manager types. The server renders the results; this swaps them in.
 *
 * XMLHttpRequest and not fetch, because it hands over a parsed document: with Trusted Types required, text from fetch
 * could not become markup without a policy. Scripts in such a document never run.
 */

const PAUSE = 150; // milliseconds without a key before asking

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.search"));
const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
let timer = 0;
/** @type {XMLHttpRequest | null} */
let request = null;

/** @param {string} address */
function show(address) {
  request?.abort();
  request = new XMLHttpRequest();
  request.responseType = "document";
  request.onload = ({ target }) => {
    const { status, response, responseURL } = /** @type {XMLHttpRequest} */ (target);
    const found = status === 200 ? response?.querySelector("#results") : null;
    if (!found) return location.assign(address); // signed out meanwhile, or the server failed: let it say so
    document.querySelector("#results")?.replaceWith(document.adoptNode(found));
    const count = document.querySelector("#count"); // stays: only a live region that was there before is announced
    if (count) count.textContent = response.querySelector("#count")?.textContent ?? "";
    document.title = response.title;
    history.replaceState(null, "", responseURL);
  };
  request.onerror = () => location.assign(address);
  request.open("GET", address);
  request.send();
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
