/**
 * For tests of an integration: a clock that does not wait, a network that fails on order, deliveries that are signed.
 *
 * @packageDocumentation
 */

import type { Clock, ConversationEvent, MessageEvent } from "@helpthread/node";

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

/** A network that follows a script. */
export interface ScriptedFetch {
  /** As the global `fetch`. */
  (input: string, init: RequestInit): Promise<Response>;
  /** What was sent so far. */
  readonly requests: Request[];
}

/** A `fetch` for `new HelpThread({ fetch })` that takes these steps in turn, the last one again and again. */
export declare function scriptedFetch(...steps: readonly Step[]): ScriptedFetch;

/** An event as HelpThread makes it, before its delivery has an id. */
export type UnsentEvent = Omit<ConversationEvent, "id"> | Omit<MessageEvent, "id">;

/** What a made-up delivery is told by. */
export interface DeliveryOptions {
  /** Its `webhook-id`; by default one of its own. */
  id?: string | undefined;
  /** Unix seconds; by default now. */
  timestamp?: number | undefined;
}

/** A delivery as it arrives. */
export interface SignedDelivery {
  /** The raw body. */
  body: string;
  /** The three headers of the signature, and `Content-Type`. */
  headers: Record<string, string>;
}

/** A delivery as HelpThread would send it, for tests of a receiver. */
export declare function signedDelivery(event: UnsentEvent, secret: string, options?: DeliveryOptions): SignedDelivery;
