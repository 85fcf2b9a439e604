// <helpthread-history> in Vue 3: `import "@helpthread/widget/vue"` once, for its types, and tell the compiler that it is a custom
// element (`isCustomElement: (tag) => tag === "helpthread-history"`). Functions are given as properties: `:getToken.prop="getToken"`.

import type { HTMLAttributes } from "vue";
import type { GetToken, HelpThreadHistoryAttributes, HelpThreadHistoryEventMap, HistoryStrings } from "./history.js";

type Listeners = { [Name in keyof HelpThreadHistoryEventMap as `on${Capitalize<Name>}`]?: (event: HelpThreadHistoryEventMap[Name]) => void };

export type HelpThreadHistoryProps = HelpThreadHistoryAttributes &
  Listeners &
  Omit<HTMLAttributes, keyof HelpThreadHistoryAttributes> & { getToken?: GetToken | null; strings?: Partial<HistoryStrings> | null };

declare module "vue" {
  interface GlobalComponents {
    "helpthread-history": new () => { $props: HelpThreadHistoryProps };
  }
}
