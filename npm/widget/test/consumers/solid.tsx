// How a Solid application uses the element.
import "@helpthread/widget";
import "@helpthread/widget/solid";

export const Support = (props: { customer: string }) => (
  <helpthread-history
    endpoint="https://proxy.example"
    customer={props.customer}
    class="support"
    prop:getToken={async () => null}
    on:helpthread-select={(event) => console.log(event.detail.conversation.subject)}
  >
    Loading
  </helpthread-history>
);

// @ts-expect-error there is no such density
export const wrong = <helpthread-history density="roomy" />;
