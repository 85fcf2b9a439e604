/**
 * For tests of an integration: a clock that does not wait, a network that fails on order, deliveries that are signed.
 *
 * @packageDocumentation
 */

import type { Clock, WebhookEvent } from "@helpthread/node";

/** A clock for `new HelpThread({ clock })` that is moved on instead of waited for. */
export interface FakeClock extends Clock {
  /** Every wait, in milliseconds. */
  readonly waits: number[];
}

/** A clock that starts at `start`, in unix milliseconds; by default 2024-05-13T14:24:00Z. */
export declare function fakeClock(start?: number): FakeClock;

/** What a scripted network does with one request: an answer, a function that gives one, or a connection that is lost. */
export type Step =
  | "lost"
  | ((request: Request) => Response | Promise<Response>)
  | {
      /** By default 200. */
      status?: number;
      /** Text as it is, or a value to be sent as JSON. */
      body: unknown;
      /** Beside `Content-Type: application/json`, which they may replace. */
      headers?: Record<string, string>;
      /** Breaks off in the middle of the body. */
      reset?: boolean;
    };

/** A `fetch` for `new HelpThread({ fetch })` that takes these steps in turn, the last one again and again. */
export declare function scriptedFetch(
  ...steps: readonly Step[]
): ((input: string, init: RequestInit) => Promise<Response>) & { readonly requests: Request[] };

/** A delivery as HelpThread would send it: its raw body and headers. `timestamp` is unix seconds, by default now. */
export declare function signedDelivery(
  event: Omit<WebhookEvent, "id">,
  secret: string,
  options?: { id?: string; timestamp?: number },
): { body: string; headers: Record<string, string> };
