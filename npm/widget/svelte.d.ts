// <helpthread-history> in Svelte 5: `import "@helpthread/widget/svelte"` once, for its types.

import type { HTMLAttributes } from "svelte/elements";
import type { GetToken, HelpThreadHistory, HelpThreadHistoryAttributes, HelpThreadHistoryEventMap, HistoryStrings } from "./history.js";

type Listeners = { [Name in keyof HelpThreadHistoryEventMap as `on${Name}`]?: (event: HelpThreadHistoryEventMap[Name]) => void };

export type HelpThreadHistoryProps = HelpThreadHistoryAttributes &
  Listeners &
  Omit<HTMLAttributes<HelpThreadHistory>, keyof HelpThreadHistoryAttributes> & {
    getToken?: GetToken | null;
    strings?: Partial<HistoryStrings> | null;
  };

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "helpthread-history": HelpThreadHistoryProps;
  }
}
