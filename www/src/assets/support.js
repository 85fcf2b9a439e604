/**
 * Gives every support history on the page its session tokens. The dashboard's back end knows who is signed in and
 * mints for that person; this script chooses nothing.
 */

async function getToken() {
  const answer = await fetch("/support-token", { cache: "no-store", headers: { Accept: "text/plain" } });
  if (answer.status === 401) return null; // signed out meanwhile: the widget says that the session has ended
  if (!answer.ok) throw new Error(`The dashboard gave no session token (${answer.status}).`);
  return answer.text();
}

for (const history of document.querySelectorAll("helpthread-history")) {
  Object.assign(history, { getToken });
}

// A deferred script's error comes at its turn, after this one ran (HTML standard, "execute the script element").
document.querySelector('script[src$="/widget/history.js"]')?.addEventListener("error", () => {
  for (const state of document.querySelectorAll(".history-state")) {
    state.textContent = "Support history is not available right now. Please reload the page in a moment.";
  }
});
