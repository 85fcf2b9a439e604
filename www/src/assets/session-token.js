/**
 * A session token for a history on the page. The dashboard's back end knows who is signed in and mints for that person; this
 * chooses nothing.
 *
 * @param {string} path of the dashboard
 */
export async function sessionToken(path) {
  const answer = await fetch(path, { cache: "no-store", headers: { Accept: "text/plain" } });
  if (answer.status === 401) return null; // signed out meanwhile: the widget says that the session has ended
  if (!answer.ok) throw new Error(`The dashboard gave no session token (${answer.status}).`);
  return answer.text();
}

/** Where a deferred script's error is told, at its turn, after this one ran (HTML standard, "execute the script element"). */
export function tellIfBlocked() {
  document.querySelector('script[src$="/widget/history.js"]')?.addEventListener("error", () => {
    for (const state of document.querySelectorAll(".history-state")) {
      state.textContent = "Support history is not available right now. Please reload the page in a moment.";
    }
  });
}
