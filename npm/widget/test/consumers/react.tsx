// How a React 19 application uses the element; react-18.tsx is the same in React 18.
import "@helpthread/widget";
import "@helpthread/widget/react";
import type { GetToken } from "@helpthread/widget";

const getToken: GetToken = async (reason) => (reason === "rejected" ? null : (await fetch("/support-token")).text());

export const Support = ({ customer }: { customer: string }) => (
  <helpthread-history
    endpoint="https://proxy.example"
    customer={customer}
    page-size={10}
    status="open"
    live="off"
    className="support"
    getToken={getToken}
    strings={{ all: "Everything", conversations: { one: "{n} ticket", other: "{n} tickets" } }}
    onhelpthread-select={(event) => console.log(event.detail.conversation.subject)}
    onhelpthread-error={(event) => console.log(event.detail.code)}
  >
    Loading
  </helpthread-history>
);

// @ts-expect-error there is no such density
export const wrong = <helpthread-history density="roomy" />;
