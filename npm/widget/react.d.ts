// <helpthread-history> in React 19: `import "@helpthread/widget/react"` once, for its types. Properties and events are given as props.

import type { ClassAttributes, HTMLAttributes } from "react";
import type { GetToken, HelpThreadHistory, HelpThreadHistoryAttributes, HelpThreadHistoryEventMap, HistoryStrings } from "./history.js";

type Listeners = { [Name in keyof HelpThreadHistoryEventMap as `on${Name}`]?: (event: HelpThreadHistoryEventMap[Name]) => void };

export type HelpThreadHistoryProps = HelpThreadHistoryAttributes &
  Listeners &
  ClassAttributes<HelpThreadHistory> &
  Omit<HTMLAttributes<HelpThreadHistory>, keyof HelpThreadHistoryAttributes> & {
    getToken?: GetToken | null;
    strings?: Partial<HistoryStrings> | null;
  };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "helpthread-history": HelpThreadHistoryProps;
    }
  }
}
