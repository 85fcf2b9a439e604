// Times in the reader's language, through the browser's own `Intl`.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where each unit of `Intl.RelativeTimeFormat` begins, in seconds; months have 30 days and years 365. */
const UNITS = /** @type {const} */ ([
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
]);

/**
 * The distance from `now` to `then` (unix seconds), negative for the past, rounded towards zero.
 *
 * Anything under a minute either way is "now": the shared timer ticks once a minute, so a count of seconds would be stale as
 * soon as it is shown, and a clock that is a little behind the server must not say "in 4 seconds".
 *
 * @param {number} now
 * @param {number} then
 * @returns {[number, Intl.RelativeTimeFormatUnit]}
 */
export function distance(now, then) {
  const seconds = then - now;
  for (const [unit, begins] of UNITS) {
    if (Math.abs(seconds) >= begins) return [Math.trunc(seconds / begins), unit];
  }
  return [0, "second"];
}

/** The formats of one language. */
export class Times {
  #now;
  #counted;
  #day;
  #minute;
  #seconds;

  /** @param {string[]} languages the first of these tags that the browser accepts, or else its own language */
  constructor(languages) {
    const locale = languages.find(isKnown);
    // Only "now": the automatic "yesterday" would be wrong for 47 hours ago.
    this.#now = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
    this.#counted = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    this.#minute = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
    this.#seconds = new Intl.NumberFormat(locale, { style: "unit", unit: "second", unitDisplay: "short" });
  }

  /** "2 hours ago", seen from now. @param {string} then a time of API v1, as all that follow */
  relative(then) {
    const [count, unit] = distance(Math.floor(Date.now() / 1000), Date.parse(then) / 1000);
    return count === 0 ? this.#now : this.#counted.format(count, unit);
  }

  /** "May 13, 2024". @param {string} at */
  day(at) {
    return this.#day.format(Date.parse(at));
  }

  /** "May 13, 2024 at 2:24 PM". @param {string} at */
  minute(at) {
    return this.#minute.format(Date.parse(at));
  }

  /** "42 sec". @param {number} count */
  seconds(count) {
    return this.#seconds.format(count);
  }
}

/** An unknown language tag throws. @param {string} tag */
function isKnown(tag) {
  try {
    return new Intl.DateTimeFormat(tag);
  } catch {
    return undefined;
  }
}
