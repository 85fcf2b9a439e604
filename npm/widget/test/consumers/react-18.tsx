// How a React 18 application uses the element; react.tsx is the same in React 19.
import "@helpthread/widget";
import "@helpthread/widget/react-18";
import { useEffect, useRef } from "react";
import type { HelpThreadHistory } from "@helpthread/widget";

export function Support({ customer }: { customer: string }) {
  const history = useRef<HelpThreadHistory>(null);
  useEffect(() => {
    if (history.current) history.current.getToken = async () => (await fetch("/support-token")).text();
    history.current?.addEventListener("helpthread-select", (event) => console.log(event.detail.conversation.id));
  }, []);
  return <helpthread-history ref={history} endpoint="https://proxy.example" customer={customer} page-size={10} />;
}

// @ts-expect-error there is no such density
export const wrong = <helpthread-history density="roomy" />;
