/**
 * The playground at once: every choice changes the element, the address and the snippets, and what goes wrong is made up here.
 */

import { attributesOf, ATTRIBUTES, CONTROLS, propertiesOf, readSettings, THEMES, TOKENS, writeSettings } from "../playground/settings.js";
import { SNIPPETS } from "../playground/snippets.js";
import { sessionToken, tellIfBlocked } from "./session-token.js";
import { simulate } from "./simulate.js";

/** @import { PlaygroundSettings } from "../playground/settings.js" */

const EVENTS = ["ready", "change", "select", "error"];
const LOG = 12; // events that are kept

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (byId("controls"));
const preview = byId("preview");
/** @type {HTMLElement} */
let element = /** @type {any} */ (preview.querySelector("helpthread-history"));
const endpoint = element.getAttribute("endpoint") ?? "";
const fallback = /** @type {ChildNode} */ (element.firstElementChild?.cloneNode(true));
let settings = chosen();

/** What the controls say now. */
function chosen() {
  const parameters = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  return readSettings(parameters, parameters.get("customer") ?? "");
}

/** @param {HTMLElement} element @param {PlaygroundSettings} settings */
function dress(element, settings) {
  const attributes = new Map(attributesOf(settings, endpoint));
  for (const name of ["endpoint", "customer", ...ATTRIBUTES.map(({ name }) => name)]) {
    const value = attributes.get(name);
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  const properties = new Map(propertiesOf(settings));
  for (const { property = "" } of TOKENS) {
    const value = properties.get(property);
    if (value) element.style.setProperty(property, value);
    else element.style.removeProperty(property);
  }
}

/** A token for whoever looks. */
function getToken() {
  if (settings.simulate === "expired") return null;
  const { role, customer } = settings;
  return sessionToken(`/playground/token?${new URLSearchParams(role === "customer" ? { role, customer } : { role })}`);
}

/** A new element, as a page that is opened has one. */
function renew() {
  const next = document.createElement("helpthread-history");
  next.append(fallback.cloneNode(true));
  dress(next, settings);
  Object.assign(next, { getToken });
  element.replaceWith(next);
  element = next;
}

/** Shows, says and remembers these settings. */
function apply() {
  const before = settings;
  settings = chosen();
  simulate(settings.simulate, endpoint);
  preview.dir = settings.dir || "ltr";
  preview.className = `preview ${settings.width}`;
  if (["role", "customer", "simulate", "loading"].some((name) => before[name] !== settings[name])) renew();
  else dress(element, settings);
  for (const { id, text } of SNIPPETS) byId(`snippet-${id}`).textContent = text(settings, endpoint);
  const query = writeSettings(settings);
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  paint();
  lendPen();
}

/** Whoever is shown is who writes in. */
function lendPen() {
  const writer = /** @type {HTMLInputElement | null} */ (document.querySelector('#write-in input[name="customer"]'));
  const name = document.querySelector("#write-in bdi");
  if (!writer || !name) return;
  writer.value = settings.customer;
  const { selectedOptions } = /** @type {HTMLSelectElement} */ (byId("control-customer"));
  name.textContent = selectedOptions[0]?.text.split(": ")[0] ?? "";
}

/** The swatches show the colours that are typed. */
function paint() {
  for (const swatch of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(".swatch"))) {
    const text = /** @type {HTMLInputElement} */ (byId(swatch.dataset.for ?? ""));
    const [colour] = /#[0-9a-fA-F]{6}/.exec(text.value) ?? [text.placeholder];
    swatch.value = colour;
    swatch.hidden = false;
  }
}

/** @param {Record<string, string>} values */
function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const control = /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
    if (control) control.value = value;
  }
  apply();
}

form.addEventListener("input", ({ target }) => {
  const swatch = /** @type {HTMLInputElement} */ (target);
  if (swatch.matches(".swatch")) /** @type {HTMLInputElement} */ (byId(swatch.dataset.for ?? "")).value = swatch.value;
  apply();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link) return;
  event.preventDefault();
  const theme = link.matches(".theme") ? THEMES[Number(link.id.split("-")[1])].tokens : null;
  const names = theme ? [...TOKENS.map(({ name }) => name), "color-scheme"] : CONTROLS.map(({ name }) => name);
  const first = ({ name = "" }) => /** @type {any} */ (form.elements.namedItem(name))?.options?.[0].value ?? "";
  const plain = Object.fromEntries(CONTROLS.filter(({ name }) => names.includes(name)).map((control) => [control.name, first(control)]));
  fill({ ...plain, ...theme });
});

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copies]"))) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = byId(button.dataset.copies ?? "");
    const copied = await navigator.clipboard.writeText(code.textContent ?? "").then(() => true, () => false);
    if (!copied) getSelection()?.selectAllChildren(code);
    button.textContent = copied ? "Copied" : "Press Ctrl+C";
    byId("state").textContent = copied ? "Copied to the clipboard." : "Selected: press Ctrl+C to copy.";
    setTimeout(() => (button.textContent = "Copy"), 2_000);
  });
}

for (const name of EVENTS) {
  preview.addEventListener(`helpthread-${name}`, (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    const row = document.createElement("li");
    const [title, what] = [document.createElement("strong"), document.createElement("code")];
    title.textContent = event.type;
    what.dir = "ltr";
    what.textContent = JSON.stringify(detail);
    row.append(title, what);
    const log = byId("events");
    log.querySelector(".event-none")?.remove();
    log.prepend(row);
    while (log.children.length > LOG) log.lastElementChild?.remove();
  });
}

byId("apply").hidden = true;
tellIfBlocked();
simulate(settings.simulate, endpoint);
dress(element, settings);
Object.assign(element, { getToken });
paint();
