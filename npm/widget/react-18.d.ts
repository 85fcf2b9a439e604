// <helpthread-history> in React 18: `import "@helpthread/widget/react-18"` once, for its types. React 18 gives custom elements
// attributes only: set `getToken` and listen to events through a `ref`.

import type { ClassAttributes, HTMLAttributes } from "react";
import type { HelpThreadHistory, HelpThreadHistoryAttributes } from "./history.js";

export type HelpThreadHistoryProps = HelpThreadHistoryAttributes &
  ClassAttributes<HelpThreadHistory> &
  Omit<HTMLAttributes<HelpThreadHistory>, keyof HelpThreadHistoryAttributes> & { class?: string };

declare global {
  namespace JSX {
    interface IntrinsicElements {
      "helpthread-history": HelpThreadHistoryProps;
    }
  }
}
