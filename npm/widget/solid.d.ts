// <helpthread-history> in Solid: `import "@helpthread/widget/solid"` once, for its types. Properties are given as `prop:getToken`,
// events as `on:helpthread-ready`.

import type { JSX } from "solid-js";
import type { GetToken, HelpThreadHistory, HelpThreadHistoryAttributes, HelpThreadHistoryEventMap, HistoryStrings } from "./history.js";

type Listeners = { [Name in keyof HelpThreadHistoryEventMap as `on:${Name}`]?: (event: HelpThreadHistoryEventMap[Name]) => void };

export type HelpThreadHistoryProps = HelpThreadHistoryAttributes &
  Listeners &
  Omit<JSX.HTMLAttributes<HelpThreadHistory>, keyof HelpThreadHistoryAttributes> & {
    "prop:getToken"?: GetToken | null;
    "prop:strings"?: Partial<HistoryStrings> | null;
  };

declare module "solid-js" {
  namespace JSX {
    interface IntrinsicElements {
      "helpthread-history": HelpThreadHistoryProps;
    }
  }
}
