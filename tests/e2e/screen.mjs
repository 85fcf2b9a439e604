// Screens, and whether a page fits on one.

export const DESK = { width: 1280, height: 860 };
export const PHONE = { width: 375, height: 740 };
/** A desk at 400 % zoom (WCAG 2.2, 1.4.10). */
export const NARROWEST = { width: 320, height: 640 };
/** What a browser of 1280 by 860 pixels has left. */
export const ZOOMED = { "200 %": { width: 640, height: 430 }, "400 %": { width: 320, height: 215 } };
/** A4 between margins of 12 mm, as a browser lays it out. */
export const SHEETS = { upright: { width: 703, height: 1_032 }, across: { width: 1_032, height: 703 } };

/**
 * What is wider than the screen. The widget's style sheet clips, so its parts are measured one by one.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export const tooWide = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const shadow = document.querySelector("helpthread-history")?.shadowRoot;
    const parts = [...(shadow?.querySelectorAll("[part]") ?? [])].filter((part) => part.checkVisibility());
    const outside = parts.filter((part) => {
      const { left, right } = part.getBoundingClientRect();
      return left < 0 || right > clientWidth;
    });
    return [...(scrollWidth > clientWidth ? [`page: ${scrollWidth}`] : []), ...outside.map((part) => part.getAttribute("part"))];
  });

/**
 * Words that are cut off: beyond the edge of the screen or of paper, or of a box that shows no more and cannot be scrolled; and words that lie
 * over others. What is there for screen readers alone is not meant.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>} the words, each with what cuts it off or lies over it
 */
export const cutOff = (page) =>
  page.evaluate(() => {
    const found = [];
    /** Where words are. @type {{ words: string, place: DOMRect }[]} */
    const places = [];
    const parentOf = (element) => element.parentElement ?? element.getRootNode().host;
    const unseen = (element) => getComputedStyle(element).clipPath !== "none";
    /** The boxes around an element, each with whether it cuts off in width and in height. */
    const boxesAround = (element) => {
      const boxes = [];
      for (let box = element; box; box = box.assignedSlot ?? parentOf(box)) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const cuts = [overflowX, overflowY].map((overflow) => ["hidden", "clip"].includes(overflow));
        const scrolls = [overflowX, overflowY].some((overflow) => ["auto", "scroll"].includes(overflow));
        boxes.push({ box, cuts, scrolls });
        if (scrolls) break;
      }
      return boxes;
    };
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return look(node);
      if (node.nodeType === Node.ELEMENT_NODE && (!node.checkVisibility({ visibilityProperty: true }) || unseen(node))) return;
      for (const child of node.shadowRoot?.childNodes ?? node.assignedNodes?.() ?? []) visit(child);
      if (!node.shadowRoot) for (const child of node.childNodes) visit(child);
    };
    const look = (text) => {
      if (!text.data.trim() || ["SCRIPT", "STYLE", "OPTION", "TITLE", "TEXTAREA"].includes(text.parentElement?.tagName)) return;
      const range = document.createRange();
      range.selectNodeContents(text);
      const boxes = boxesAround(text.parentElement);
      for (const place of range.getClientRects()) {
        const { left, right, top, bottom, width } = place;
        if (width === 0) continue;
        places.push({ words: text.data.trim(), place });
        const cut = boxes.find(({ box, cuts: [inWidth, inHeight] }) => {
          const edges = box.getBoundingClientRect();
          return (inWidth && (left < edges.left - 1 || right > edges.right + 1)) || (inHeight && (top < edges.top - 3 || bottom > edges.bottom + 3));
        });
        const { clientWidth } = document.documentElement;
        const outside = !boxes.at(-1).scrolls && (left < -1 || right > clientWidth + 1);
        if (cut || outside) return found.push(`${text.data.trim()}: ${cut ? `${cut.box.localName}.${cut.box.className}` : "the screen"}`);
      }
    };
    visit(document.body);
    places.forEach(({ words, place: { left, right, top, bottom } }, index) => {
      const over = places.slice(index + 1).find(({ place }) => {
        const [inWidth, inHeight] = [Math.min(right, place.right) - Math.max(left, place.left), Math.min(bottom, place.bottom) - Math.max(top, place.top)];
        return inWidth > 2 && inHeight > 4; // lines that are set close touch each other
      });
      if (over) found.push(`${words}: ${over.words}`);
    });
    return found;
  });

/**
 * Words that are hard to read on white paper: less than 4.5:1 (WCAG 2.2, 1.4.3), since browsers print no backgrounds unless they are told to.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>} the words, each with its colour
 */
export const pale = (page) =>
  page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    /** Of the colour on white. */
    const luminance = (colour) => {
      canvas.fillStyle = "white";
      canvas.fillRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const parts = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const found = [];
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const element = node.parentElement;
        if (!node.data.trim() || !element?.checkVisibility({ visibilityProperty: true })) return;
        const { color } = getComputedStyle(element);
        if (1.05 / (luminance(color) + 0.05) < 4.5) found.push(`${node.data.trim()}: ${color}`);
      } else for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) visit(child);
    };
    visit(document.body);
    return found;
  });
