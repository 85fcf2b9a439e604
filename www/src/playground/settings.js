/**
 * Everything that can be chosen in the playground, in one table: the page's controls, the address, the element's attributes and
 * the snippets are all made from it. It runs in the Worker and in the browser.
 */

/** @typedef {Record<string, string>} PlaygroundSettings by the names of {@link CONTROLS}; empty where nothing is chosen */

/**
 * @typedef {object} Control
 * @property {string} name of its parameter in the address, and of the attribute if it is one
 * @property {string} label
 * @property {string} [property] a custom property, if it is one
 * @property {[string, string][]} [options] values and labels; the first is what one gets without choosing
 * @property {RegExp} [pattern] of a value that is typed
 * @property {string} [placeholder]
 */

/** A colour, or one for each scheme. */
const HEX = "#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})";
const COLOUR = new RegExp(`^(?:${HEX}|light-dark\\(${HEX}, ?${HEX}\\))$`);

export const LOCALES = [
  ["en", "English"], ["de", "Deutsch"], ["fr", "Français"], ["es", "Español"], ["pt", "Português"],
  ["it", "Italiano"], ["nl", "Nederlands"], ["ja", "日本語"], ["zh", "中文"], ["ar", "العربية"],
];

/** @type {Control[]} */
export const ATTRIBUTES = [
  {
    name: "status",
    label: "Filter at first",
    options: [["", "All"], ["open", "Open"], ["pending", "Pending"], ["closed", "Closed"]],
  },
  {
    name: "page-size",
    label: "Rows per page",
    options: [["", "25"], ["5", "5"], ["10", "10"], ["50", "50"], ["100", "100"]],
  },
  { name: "density", label: "Density", options: [["", "Comfortable"], ["compact", "Compact"]] },
  {
    name: "color-scheme",
    label: "Colour scheme",
    options: [["", "The page’s"], ["light", "Light"], ["dark", "Dark"], ["auto", "The system’s"]],
  },
  { name: "locale", label: "Language", options: [["", "The page’s"], .../** @type {[string, string][]} */ (LOCALES)] },
  { name: "live", label: "Live updates", options: [["", "On"], ["off", "Off"]] },
  { name: "loading", label: "Start loading", options: [["", "At once"], ["lazy", "When it comes near the screen"]] },
];

/** @type {Control[]} */
export const TOKENS = [
  { name: "accent", label: "Accent", property: "--helpthread-accent", pattern: COLOUR, placeholder: "#3355d1" },
  { name: "surface", label: "Surface", property: "--helpthread-surface", pattern: COLOUR, placeholder: "#ffffff" },
  { name: "inset", label: "Inset", property: "--helpthread-inset", pattern: COLOUR, placeholder: "#f3f4f7" },
  { name: "text", label: "Text", property: "--helpthread-text", pattern: COLOUR, placeholder: "#15191f" },
  { name: "muted", label: "Muted text", property: "--helpthread-muted", pattern: COLOUR, placeholder: "#586070" },
  { name: "border", label: "Lines", property: "--helpthread-border", pattern: COLOUR, placeholder: "#e4e7ec" },
  { name: "open", label: "Open", property: "--helpthread-open", pattern: COLOUR, placeholder: "#0b6b3a" },
  { name: "pending", label: "Pending", property: "--helpthread-pending", pattern: COLOUR, placeholder: "#8a5300" },
  { name: "closed", label: "Closed", property: "--helpthread-closed", pattern: COLOUR, placeholder: "#566072" },
  { name: "danger", label: "Errors", property: "--helpthread-danger", pattern: COLOUR, placeholder: "#b3261e" },
  {
    name: "radius",
    label: "Corners",
    property: "--helpthread-radius",
    options: [["", "12 px"], ["0", "Square"], ["6px", "6 px"], ["20px", "20 px"]],
  },
  {
    name: "font-size",
    label: "Font size",
    property: "--helpthread-font-size",
    options: [["", "15 px"], ["0.8125rem", "13 px"], ["1.0625rem", "17 px"]],
  },
  {
    name: "font-family",
    label: "Font",
    property: "--helpthread-font-family",
    options: [["", "The page’s"], ["Georgia, serif", "Serif"], ["ui-monospace, monospace", "Monospace"]],
  },
];

/** @type {Control} */
export const ROLE = { name: "role", label: "Seen by", options: [["customer", "The customer"], ["agent", "An agent"]] };

/** What the preview's page is like; no part of the snippets. @type {Control[]} */
export const SURROUNDINGS = [
  { name: "dir", label: "Page direction", options: [["", "Left to right"], ["rtl", "Right to left"]] },
  { name: "width", label: "Width", options: [["", "As wide as it gets"], ["phone", "A phone’s"]] },
];

/** @type {Control} */
export const SIMULATE = {
  name: "simulate",
  label: "What goes wrong",
  options: [
    ["", "Nothing: the real answers"],
    ["slow", "Every answer takes three seconds"],
    ["empty", "No conversations yet"],
    ["unknown", "The customer never wrote in (404)"],
    ["offline", "No connection"],
    ["unavailable", "HelpThread is down (502)"],
    ["limited", "Too many requests (429)"],
    ["misconfigured", "The proxy is misconfigured (503)"],
    ["expired", "Nobody is signed in any more"],
    ["more", "Only the next page fails (502)"],
  ],
};

/** @type {Control} */
const CUSTOMER = { name: "customer", label: "Customer", pattern: /^cus_[A-Za-z0-9_-]{1,60}$/ };

/** @type {Control[]} */
export const CONTROLS = [ROLE, CUSTOMER, ...ATTRIBUTES, ...TOKENS, ...SURROUNDINGS, SIMULATE];

/** Tokens that go well together. @type {{ name: string, tokens: Record<string, string> }[]} */
export const THEMES = [
  { name: "The widget’s own", tokens: {} },
  {
    name: "Quillmere",
    tokens: {
      accent: "light-dark(#0f5f56, #6fd3c2)",
      surface: "light-dark(#ffffff, #1a2021)",
      inset: "light-dark(#f4f3ef, #121617)",
      text: "light-dark(#1c2322, #e9eeec)",
      muted: "light-dark(#57605e, #a4b0ad)",
      border: "light-dark(#e2dfd6, #2d3637)",
    },
  },
  {
    name: "Midnight",
    tokens: {
      accent: "#9db2ff",
      surface: "#10142a",
      inset: "#1a2040",
      text: "#eef0ff",
      muted: "#a9b1d6",
      border: "#2a3158",
      radius: "20px",
      "color-scheme": "dark",
    },
  },
  {
    name: "Paper",
    tokens: {
      accent: "#8a3b12",
      surface: "#fffaf0",
      inset: "#f6ecd9",
      text: "#2b2117",
      muted: "#6b5a45",
      border: "#e6d8bd",
      radius: "6px",
      "font-family": "Georgia, serif",
      "color-scheme": "light",
    },
  },
];

/**
 * @param {URLSearchParams} parameters what does not fit is dropped
 * @param {string} customer whom to show if none is named
 * @returns {PlaygroundSettings}
 */
export function readSettings(parameters, customer) {
  const settings = Object.fromEntries(CONTROLS.map((control) => [control.name, accepted(control, parameters.get(control.name) ?? "")]));
  return { ...settings, customer: settings.customer || customer };
}

/**
 * @param {Control} control
 * @param {string} value
 */
function accepted({ options, pattern }, value) {
  if (options) return options.some(([known]) => known === value) ? value : options[0][0];
  return pattern?.test(value) ? value : "";
}

/**
 * The address's query for these settings, without what needs no saying.
 *
 * @param {PlaygroundSettings} settings
 */
export function writeSettings(settings) {
  const chosen = CONTROLS.filter(({ name, options }) => settings[name] && settings[name] !== options?.[0][0]);
  return new URLSearchParams(chosen.map(({ name }) => [name, settings[name]])).toString();
}

/**
 * The element's attributes, in the order in which they are written.
 *
 * @param {PlaygroundSettings} settings
 * @param {string} endpoint
 * @returns {[string, string][]}
 */
export function attributesOf(settings, endpoint) {
  const chosen = ATTRIBUTES.filter(({ name }) => settings[name]);
  const more = chosen.map(({ name }) => /** @type {[string, string]} */ ([name, settings[name]]));
  return [["endpoint", endpoint], ["customer", settings.customer], ...more];
}

/**
 * The custom properties that are set.
 *
 * @param {PlaygroundSettings} settings
 * @returns {[string, string][]}
 */
export function propertiesOf(settings) {
  const chosen = TOKENS.filter(({ name }) => settings[name]);
  return chosen.map(({ property, name }) => /** @type {[string, string]} */ ([property, settings[name]]));
}
