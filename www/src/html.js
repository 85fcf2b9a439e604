/**
 * The only way this dashboard makes markup: a template tag whose every substitution is escaped.
 *
 * A substitution may be text or a number (escaped), another `html` result (kept), an array of these, or
 * `null`, `undefined` and `false` (nothing). Attribute values must stand in double quotes in the template: inside them
 * the five escaped characters are all that HTML can react to. Substitutions never stand in a tag name, an attribute name,
 * a script or a style sheet.
 */

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Markup that is already safe. Only {@link html} makes it. */
export class Markup {
  #text;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  toString() {
    return this.#text;
  }
}

/**
 * Text as it may stand between tags and in double-quoted attributes.
 *
 * @param {string} text
 * @returns {string}
 */
export function escape(text) {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[/** @type {keyof typeof ESCAPES} */ (character)]);
}

/**
 * @typedef {Markup | string | number | false | null | undefined} Piece
 *
 * @param {TemplateStringsArray} strings
 * @param {...(Piece | Piece[])} values
 * @returns {Markup}
 */
export function html(strings, ...values) {
  return new Markup(strings.reduce((text, string, index) => text + render(values[index - 1]) + string));
}

/**
 * @param {Piece | Piece[]} value
 * @returns {string}
 */
function render(value) {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.toString();
  if (Array.isArray(value)) return value.map(render).join("");
  return escape(String(value));
}
