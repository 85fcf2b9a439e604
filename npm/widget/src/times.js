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

/** The formats of one language. A time that cannot be formatted is an empty text. */
export class Times {
  #now;
  #counted;
  #day;
  #minute;
  #seconds;

  /** @param {string[]} languages the first of these tags that the browser accepts, or else its own language */
  constructor(languages) {
    const locale = languages.find((tag) => attempt(() => new Intl.DateTimeFormat(tag)));
    // Only "now": the automatic "yesterday" would be wrong for 47 hours ago.
    this.#now = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
    this.#counted = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    this.#minute = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
    this.#seconds = new Intl.NumberFormat(locale, { style: "unit", unit: "second", unitDisplay: "short" });
  }

  /** "2 hours ago", seen from now. @param {number} then */
  relative(then) {
    const [count, unit] = distance(Math.floor(Date.now() / 1000), then);
    return count === 0 ? this.#now : this.#counted.format(count, unit);
  }

  /** "May 13, 2024". @param {number} at */
  day(at) {
    return attempt(() => this.#day.format(at * 1000)) ?? "";
  }

  /** "May 13, 2024 at 2:24 PM". @param {number} at */
  minute(at) {
    return attempt(() => this.#minute.format(at * 1000)) ?? "";
  }

  /** "42 sec". @param {number} count */
  seconds(count) {
    return this.#seconds.format(count);
  }
}

/** A time as API v1 writes it. @param {number} at */
export const rfc3339 = (at) => attempt(() => new Date(at * 1000).toISOString().replace(".000Z", "Z")) ?? "";

/** An unknown language tag, or a time beyond the calendar, throws. @template T @param {() => T} make */
function attempt(make) {
  try {
    return make();
  } catch {
    return undefined;
  }
}
