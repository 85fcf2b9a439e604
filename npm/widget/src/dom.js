// Building elements: `createElement` and `textContent` only, so no string of the API can ever become markup.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {string | Node | null | undefined | false} Child a text, an element, or nothing */

/**
 * An element whose `name` is both its class, for our style sheet, and its `part`, for the host's. Without a name it is no one's part.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [name] several separated by spaces
 * @param {Record<string, string>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, name, attributes, ...children) {
  const made = document.createElement(tag);
  if (name) {
    made.className = name;
    made.setAttribute("part", name);
  }
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  made.append(...children.filter((child) => child || child === ""));
  return made;
}

/** A button that a form around the widget does not submit with. @param {string} name @param {string} text */
export const button = (name, text) => element("button", `button ${name}`, { type: "button" }, text);

/** For assistive technology only. @param {"p" | "div" | "legend" | "label" | "span"} tag @param {string} [text] */
export function unseen(tag, text) {
  const made = element(tag, "", {}, text);
  made.className = "unseen";
  return made;
}

/** A decorative line drawing on a 24 by 24 grid. @param {string} path */
export function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

/** Sets a text only if it differs: writing the same again would still move a selection. @param {Element} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
