/**
 * Sends the sandbox's panel without leaving the page, so that one sees the row arrive; then puts the next message in.
 */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#write-in form"));
const said = document.querySelector("#write-in-said");

/** @param {string} text */
function say(text) {
  if (said) said.textContent = said.textContent === text ? `${text}\u00a0` : text;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  say("Writing…");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
    const { conversation, customer, next } = await answer.json();
    if (!answer.ok) throw new Error(String(answer.status));
    say(`${customer} has written in.`);
    for (const [name, text] of Object.entries(next)) {
      const field = form.elements.namedItem(name);
      if (field) /** @type {HTMLInputElement} */ (field).value = text;
    }
    document.dispatchEvent(new CustomEvent("wrote-in", { detail: { conversation } }));
  } catch {
    say("That did not arrive. Is the API server running?");
  }
});
