// What Svelte's template checker asks: the attributes of an element of this name.
import "@helpthread/widget";
import "@helpthread/widget/svelte";
import type { SvelteHTMLElements } from "svelte/elements";

type Attributes = SvelteHTMLElements["helpthread-history"];

export const attributes: Attributes = {
  endpoint: "https://proxy.example",
  customer: "cus_1",
  getToken: async () => null,
  class: "support",
  "onhelpthread-select": (event) => console.log(event.detail.conversation.subject),
};

// @ts-expect-error there is no such density
export const wrong: Attributes = { density: "roomy" };
