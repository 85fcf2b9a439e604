// Svelte sets what an element has as a property, and the rest as attributes.
import { mount as start, unmount } from "svelte";
import "@helpthread/widget";
import History from "./History.svelte";

export function mount(target, settings) {
  const control = {};
  const app = start(History, { target, props: { ...settings, control } });
  return { show: (customer) => control.show(customer), unmount: () => unmount(app) };
}
