// React 18 gives custom elements attributes only: properties and events go through a ref.
import { createElement, useLayoutEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import "@helpthread/widget";

function Support({ endpoint, first, getToken, onSelect, control }) {
  const [customer, show] = useState(first);
  control.show = show;
  const history = useRef(null);
  useLayoutEffect(() => {
    const element = history.current;
    Object.assign(element, { getToken, strings: { all: "Everything" } });
    element.addEventListener("helpthread-select", onSelect);
    return () => element.removeEventListener("helpthread-select", onSelect);
  }, [getToken, onSelect]);
  return createElement("helpthread-history", { ref: history, endpoint, customer, live: "off" });
}

export function mount(place, settings) {
  const control = {};
  const root = createRoot(place);
  root.render(createElement(Support, { ...settings, control }));
  return { show: (customer) => control.show(customer), unmount: () => root.unmount() };
}
