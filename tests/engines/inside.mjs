// What page.mjs runs inside of a page. Each function travels as its text: it uses nothing but what is in it.

/** Whether a person could see the element. @param {Element} element */
export function shows(element) {
  return element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 0;
}

/** The elements that a locator's steps lead to, through open shadow trees. @param {import("./page.mjs").Step[]} steps */
export function find(steps) {
  const words = (element) => element.textContent.replace(/\s+/g, " ").toLowerCase();
  const search = (root, css) => {
    const hosts = [root, ...root.querySelectorAll("helpthread-history")];
    const trees = [root, ...hosts.flatMap(({ shadowRoot }) => shadowRoot ?? [])];
    return trees.flatMap((tree) => [...tree.querySelectorAll(css)]);
  };
  let found = steps.length > 0 ? [document] : [];
  for (const { css, text, nth } of steps) {
    if (css) found = found.flatMap((root) => search(root, css));
    if (text !== undefined) found = found.filter((element) => words(element).includes(text.toLowerCase()));
    if (nth !== undefined) found = found.slice(nth, nth + 1);
  }
  return found;
}

/** Looks with every frame until `work` gives something. It gets the elements, what tells an element's place, and the argument. */
export async function until(look, work, argument, deadline) {
  let before = "";
  /** Where to press: once the element rests and nothing lies over it. */
  const place = (element) => {
    if (!element) return null;
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = element.getBoundingClientRect();
    const point = [Math.round(left + width / 2), Math.round(top + height / 2)];
    const rests = before === String(point);
    before = String(point);
    const hit = element.getRootNode().elementFromPoint(...point);
    return rests && width > 0 && hit && (element.contains(hit) || hit.contains(element)) ? point : null;
  };
  for (const end = performance.now() + deadline; ; ) {
    const done = await work(look(), place, argument);
    if (done) return done;
    if (performance.now() > end) throw new Error(`not within ${deadline} ms: ${work}`);
    // A page of which nothing is drawn has no frames.
    await new Promise((resolve) => {
      requestAnimationFrame(resolve);
      setTimeout(resolve, 100);
    });
  }
}
