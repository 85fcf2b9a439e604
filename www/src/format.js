/**
 * How the dashboard writes money, days, places and languages. English throughout, in UTC, so that two people who look
 * at the same customer read the same thing.
 */

const MONEY = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const COUNT = new Intl.NumberFormat("en-US");
const DAY = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" });
const MINUTE = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const AGO = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
const REGIONS = new Intl.DisplayNames("en", { type: "region" });
const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

/** How many tints the style sheet has for avatars. */
const TINTS = 6;

/** @param {number} cents */
export const money = (cents) => MONEY.format(cents / 100);

/** @param {number} number */
export const count = (number) => COUNT.format(number);

/** @param {string} date `2023-04-02` */
export function day(date) {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? date : DAY.format(time);
}

/** @param {string} time RFC 3339; `May 13, 2024, 2:24 PM UTC` */
export function minute(time) {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : `${MINUTE.format(at)} UTC`;
}

/** Units in which it is said how long ago something was, in seconds. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

const WEEK = 7 * 86_400;

/**
 * When something was, as short as can be: `5 minutes ago`, `yesterday`, and from a week on the day.
 *
 * @param {string} time RFC 3339
 * @param {number} now unix seconds
 */
export function ago(time, now) {
  const seconds = now - Date.parse(time) / 1000;
  if (!(seconds < WEEK)) return day(time.slice(0, 10));
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["second", 1];
  return unit === "second" ? "just now" : AGO.format(-Math.floor(seconds / size), unit);
}

/**
 * How long somebody has been a customer, in the two largest units: `3 years, 7 months`.
 *
 * @param {string} date `2023-04-02`
 * @param {number} now unix seconds
 */
export function tenure(date, now) {
  const today = new Date(now * 1000);
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  const passed = (today.getUTCFullYear() - year) * 12 + today.getUTCMonth() + 1 - month;
  const months = passed - (today.getUTCDate() < dayOfMonth ? 1 : 0);
  if (!(months >= 1)) return "Less than a month";
  return [plural(Math.floor(months / 12), "year"), plural(months % 12, "month")].filter(Boolean).join(", ");
}

/**
 * @param {number} number
 * @param {string} unit
 */
function plural(number, unit) {
  return number === 0 ? "" : `${number} ${unit}${number === 1 ? "" : "s"}`;
}

/** @param {string} country a name, or a two-letter code */
export const countryName = (country) => (/^[A-Z]{2}$/.test(country) ? (REGIONS.of(country) ?? country) : country);

/** @param {string} locale */
export function languageName(locale) {
  try {
    return LANGUAGES.of(locale) ?? locale;
  } catch {
    return locale; // not a language tag: shown as it is recorded
  }
}

/** @param {string} name the first letters of the first and the last word */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase();
}

/** @param {string} id the same id always has the same tint */
export function tint(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return sum % TINTS;
}
