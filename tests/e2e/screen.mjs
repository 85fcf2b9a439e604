// Screens, and whether a page fits on one.

export const DESK = { width: 1280, height: 860 };
export const PHONE = { width: 375, height: 740 };
/** A desk at 400 % zoom (WCAG 2.2, 1.4.10). */
export const NARROWEST = { width: 320, height: 640 };

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
