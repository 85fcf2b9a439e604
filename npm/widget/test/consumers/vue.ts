// What Vue's template checker asks: the props and events of a component of this name.
import "@helpthread/widget";
import "@helpthread/widget/vue";
import type { GlobalComponents } from "vue";

type Props = InstanceType<GlobalComponents["helpthread-history"]>["$props"];

export const props: Props = {
  endpoint: "https://proxy.example",
  customer: "cus_1",
  "page-size": 10,
  getToken: async () => null,
  "onHelpthread-select": (event) => console.log(event.detail.conversation.subject),
};

// @ts-expect-error there is no such density
export const wrong: Props = { density: "roomy" };
