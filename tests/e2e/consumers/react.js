// React 19 knows custom elements: properties and events are props.
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";
import "@helpthread/widget";

function Support({ endpoint, first, getToken, onSelect, control }) {
  const [customer, show] = useState(first);
  control.show = show;
  const strings = { all: "Everything" };
  return createElement("helpthread-history", { endpoint, customer, live: "off", getToken, strings, "onhelpthread-select": onSelect });
}

export function mount(place, settings) {
  const control = {};
  const root = createRoot(place);
  root.render(createElement(Support, { ...settings, control }));
  return { show: (customer) => control.show(customer), unmount: () => root.unmount() };
}
