/**
 * The inbox without page loads: links and forms are asked for in the background, and the parts that changed are swapped by
 * their ids. Every 15 seconds (proxy.md section 4) it looks for news, without touching what somebody is writing.
 */

import { loadDocument } from "./document.js";

const INTERVAL = 15_000; // milliseconds
const SOON = 700; // after a made-up customer wrote in: her webhook is on its way
const PATIENCE = 8; // times
const STALE = "HelpThread does not answer right now: the list may be out of date.";

const inbox = /** @type {HTMLElement} */ (document.querySelector("#inbox"));
/** @param {string} id */
const byId = (id) => document.getElementById(id);
let asking = new AbortController();
let busy = false;

/**
 * Swaps one part for what the page says now; the focus stays where it was if that is still there.
 *
 * @param {string} id
 * @param {Document} page
 */
function swap(id, page) {
  const [old, now] = [byId(id), page.getElementById(id)];
  if (!old || !now || old.isEqualNode(now)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
  old.replaceWith(document.adoptNode(now));
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

/**
 * Says something to those who cannot see it; the same words twice are made different, or they would not be spoken.
 *
 * @param {string} id of a live region, which itself must stay
 * @param {string} text
 */
function say(id, text) {
  const region = byId(id);
  if (region) region.textContent = text && region.textContent === text ? `${text}\u00a0` : text;
}

/**
 * Shows what the server has rendered: only what differs, and the history of an open conversation never anew.
 *
 * @param {Document} page
 */
function show(page) {
  const [here, there] = [document, page].map((one) => one.getElementById("conversation")?.dataset.conversation);
  // What is on the screen is better than that it could not be loaded again.
  const known = here === there && byId("standing");
  for (const id of ["filters", "threads", ...(known ? ["standing", "reply"] : ["conversation"])]) swap(id, page);
  inbox.className = page.getElementById("inbox")?.className ?? "";
  say("count", page.getElementById("count")?.textContent ?? "");
  const problem = known ? page.getElementById("open-problem")?.textContent : "";
  say("said", problem || (page.getElementById("said")?.textContent ?? ""));
  document.title = page.title;
  if (!known) document.dispatchEvent(new CustomEvent("history-added"));
}

/**
 * @param {string} address
 * @param {{ method?: string, body?: URLSearchParams }} [init]
 * @returns {Promise<boolean>} whether the page is shown
 */
async function go(address, init) {
  asking.abort();
  const { signal } = (asking = new AbortController());
  inbox.setAttribute("aria-busy", "true");
  try {
    const { page, url } = await loadDocument(address, { ...init, signal });
    if (!page?.getElementById("inbox")) return leave(init ? location.href : address); // signed out meanwhile
    show(page);
    // What was just done is not part of where one is; a refused form's address is not a page.
    const place = new URL(init && !url.includes("/inbox?") ? location.href : url);
    place.searchParams.delete("said");
    if (place.href !== location.href) history.pushState(null, "", place);
    return true;
  } catch {
    if (!signal.aborted) say("said", "The dashboard does not answer. Nothing was changed; please try again.");
    return false;
  } finally {
    if (!signal.aborted) inbox.removeAttribute("aria-busy");
  }
}

/** @param {string} address */
function leave(address) {
  location.assign(address);
  return false;
}

document.addEventListener("click", async (event) => {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || url.pathname !== "/inbox" || !link.closest("#inbox, #filters")) return;
  event.preventDefault();
  const opened = byId("conversation")?.dataset.conversation ?? "";
  if (!(await go(link.href))) return;
  const now = url.searchParams.get("conversation") ?? "";
  // Who opens a conversation is led to it, who goes back to the list to the one she came from.
  if (link.matches(".thread-link")) byId("conversation-title")?.focus();
  else if (link.id === "back") byId(opened)?.focus();
  else if (now === opened && !link.isConnected) byId(link.id)?.focus();
});

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.action.startsWith(`${location.origin}/inbox/`)) return;
  event.preventDefault();
  if (busy) return; // pressed twice
  busy = true;
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
  const sent = /** @type {HTMLElement | null} */ (event.submitter)?.id ?? "";
  await go(form.action, { method: "POST", body });
  busy = false;
  // The button of what is done may be gone.
  if (document.activeElement === document.body) (byId(sent) ?? byId("conversation-title"))?.focus();
});

addEventListener("popstate", () => go(location.href));

/** Looks for news. Whoever is choosing or writing is left alone. */
async function look() {
  if (document.hidden || busy || inbox.hasAttribute("aria-busy")) return;
  const { signal } = asking;
  const { status, page } = await loadDocument(location.href, { signal }).catch(() => ({ status: 0, page: null }));
  if (signal.aborted || busy || !page?.getElementById("threads")) return;
  const said = byId("said")?.textContent;
  if (status !== 200) return said === STALE ? undefined : say("said", STALE); // what is on the screen is better than an error
  if (said === STALE) say("said", "");
  const known = new Set([...document.querySelectorAll(".thread-link")].map(({ id }) => id));
  swap("threads", page);
  const news = [...document.querySelectorAll(".thread-link")].filter(({ id }) => known.size > 0 && !known.has(id));
  for (const link of news) link.closest(".thread")?.classList.add("arrived");
  if (news.length > 0) say("news", news.length === 1 ? "1 new conversation" : `${news.length} new conversations`);
  if (!byId("standing")?.contains(document.activeElement)) swap("standing", page);
}

setInterval(look, INTERVAL);
document.addEventListener("visibilitychange", look);

document.addEventListener("wrote-in", async (event) => {
  const { conversation } = /** @type {CustomEvent<{ conversation: string }>} */ (event).detail;
  for (let times = 0; times < PATIENCE && !byId(conversation); times += 1) {
    await new Promise((resolve) => setTimeout(resolve, SOON));
    await look();
  }
});

// A page that came with something done: so does not its address.
const here = new URL(location.href);
if (here.searchParams.has("said")) {
  here.searchParams.delete("said");
  history.replaceState(null, "", here);
}
