// The style sheet, constructed once per page and adopted by every widget on it: a page's `style-src` does not concern a script's object.

import css from "./style.css";

let constructed;

export function sheet() {
  if (!constructed) {
    constructed = new CSSStyleSheet();
    constructed.replaceSync(css);
  }
  return constructed;
}
