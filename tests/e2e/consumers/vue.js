// Vue sets what an element has as a property, and the rest as attributes; `^` and `.` decide where it could not know.
import { createApp, h, ref } from "vue";
import "@helpthread/widget";

export function mount(place, { endpoint, first, getToken, onSelect }) {
  const customer = ref(first);
  const render = () =>
    h("helpthread-history", { endpoint, customer: customer.value, live: "off", ".getToken": getToken, ".strings": { all: "Everything" }, "onHelpthread-select": onSelect });
  const app = createApp({ render });
  app.mount(place);
  return { show: (id) => (customer.value = id), unmount: () => app.unmount() };
}
