// The words of one language: English is here, an agent's English in her part (desk.js), and every other language is a file of its own,
// fetched when somebody reads it.

import english from "./words/en.js";

/** @typedef {typeof english & typeof import("./words/agent.js").default} Strings */
/** @typedef {Partial<Record<keyof Strings, string | import("./words/en.js").Counted>>} Overrides */

const LANGUAGES = {
  ar: () => import("./words/ar.js"),
  de: () => import("./words/de.js"),
  es: () => import("./words/es.js"),
  fr: () => import("./words/fr.js"),
  it: () => import("./words/it.js"),
  ja: () => import("./words/ja.js"),
  nl: () => import("./words/nl.js"),
  pt: () => import("./words/pt.js"),
  zh: () => import("./words/zh.js"),
};
const RIGHT_TO_LEFT = ["ar"];

/** The tags that say which language `host` speaks, most important first. @param {HTMLElement} host */
export function languagesOf(host) {
  const nearest = host.closest("[lang]")?.getAttribute("lang");
  return [host.getAttribute("locale"), nearest, navigator.language].filter((tag) => tag);
}

/**
 * The words of the first of these languages. One that we do not have, or whose file does not come, is English: better words in
 * another language than none.
 *
 * @param {string[]} tags
 */
export async function wordsOf(tags) {
  const [language] = (tags[0] ?? "en").toLowerCase().split("-");
  const words = await LANGUAGES[language]?.().catch(() => null);
  return new Words(words ? language : "en", words?.default ?? english);
}

export class Words {
  #strings;
  #overrides = {};
  #plural;
  #number;

  /** @param {string} language @param {Partial<Strings>} strings */
  constructor(language, strings) {
    this.language = language;
    this.direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
    this.#strings = strings;
    this.#plural = new Intl.PluralRules(language);
    this.#number = new Intl.NumberFormat(language);
  }

  /** English words of a part that was loaded later. @param {Record<string, string>} strings */
  learn(strings) {
    Object.assign(english, strings);
  }

  /** Words of the host's own. @param {Overrides | null} strings */
  override(strings) {
    this.#overrides = strings ?? {};
  }

  /** A text, with `values` in the place of `{their names}`. @param {string} key @param {Record<string, string>} [values] */
  say(key, values) {
    return fill(this.#find(key), values);
  }

  /** A text that depends on a number. @param {"conversations" | "shown" | "added"} key @param {number} count */
  count(key, count) {
    const forms = this.#find(key);
    const form = typeof forms === "object" && forms ? forms[this.#plural.select(count)] ?? forms.other : forms;
    return fill(form, { n: this.#number.format(count) });
  }

  /**
   * What the live region says.
   *
   * @param {string[]} announcement what is said, of what, and the numbers in it (crates/widget/src/wire.rs)
   * @param {{ allowedAt: number }} model
   * @param {{ seconds(count: number): string }} times
   */
  announce([what, about, count, added], { allowedAt }, times) {
    const sentence = (key) => `${this.say(`${key}Title`)}. ${this.say(`${key}Text`)}`;
    switch (what) {
      case "shown": return this.count(about ? "shown" : "conversations", Number(count));
      case "added": return `${this.count("added", Number(added))}, ${this.count("shown", Number(count))}`;
      case "nothing": return sentence(about ? "filtered" : "empty");
      case "notWritten": return this.say(about === "unknown" ? "unknownOutcome" : "notWritten");
      case "failed": {
        const wait = about === "rateLimited" ? Math.ceil(allowedAt - Date.now() / 1000) : 0;
        return wait > 0 ? `${sentence(about)} ${this.say("retryIn", { time: times.seconds(wait) })}` : sentence(about);
      }
      default: return this.say(what);
    }
  }

  #find(key) {
    return this.#overrides[key] ?? this.#strings[key] ?? english[key] ?? "";
  }
}

function fill(text, values) {
  return Object.entries(values ?? {}).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, () => value), String(text));
}
