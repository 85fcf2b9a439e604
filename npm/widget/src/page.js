// What every widget on the page has to know of the page: whether it is seen, whether there is a network, that a minute has passed.
// One timer and three listeners serve them all, and none while there is no widget.

const MINUTE = 60_000;

/** @typedef {{ tick(): void, seen(): void }} Listener */
/** @type {Set<Listener>} */
const listeners = new Set();
let timer;

const tell = () => listeners.forEach((listener) => listener.seen());

/** @param {Listener} listener */
export function watch(listener) {
  if (listeners.size === 0) {
    timer = setInterval(() => listeners.forEach((listener) => listener.tick()), MINUTE);
    document.addEventListener("visibilitychange", tell);
    for (const event of ["online", "offline"]) addEventListener(event, tell);
  }
  listeners.add(listener);
}

/** @param {Listener} listener */
export function unwatch(listener) {
  listeners.delete(listener);
  if (listeners.size > 0) return;
  clearInterval(timer);
  document.removeEventListener("visibilitychange", tell);
  for (const event of ["online", "offline"]) removeEventListener(event, tell);
}
