// What hosts see of <helpthread-history>. Importing the package defines the element; on a server it does nothing.

/** A conversation as API v1 gives it. Times are RFC 3339 in UTC. */
export interface Conversation {
  id: string;
  customer_id: string;
  subject: string;
  /** `open`, `pending`, `closed`, or a value that a later version of the API added. */
  status: "open" | "pending" | "closed" | (string & {});
  /** `null` for customers, unless the proxy is set to show it. */
  assignee_id: string | null;
  created_at: string;
  updated_at: string;
  last_message_at: string;
}

/** Why a token is asked for: there is none, it ends within seconds, or the proxy refused it. */
export type TokenReason = "initial" | "expiring" | "rejected";

/** Gives a session token, or `null` if nobody is signed in. It is kept in memory and sent to `endpoint` only. */
export type GetToken = (reason: TokenReason) => string | null | Promise<string | null>;

/** What is on screen after it changed. */
export interface HistorySummary {
  /** The status filter; empty for all. */
  status: "" | "open" | "pending" | "closed";
  /** Rows on screen. */
  count: number;
  /** Whether "Load more" is offered. */
  hasMore: boolean;
}

/**
 * What went wrong: an error code of the API or the proxy, or one of `network_unreachable`, `unexpected_answer`,
 * `token_unavailable`, `invalid_customer`, `invalid_endpoint`, `widget_blocked`, `widget_crashed`.
 */
export interface HistoryError {
  code: string;
  /** For developers; the customer sees the widget's own words. */
  message: string;
}

/** All of them bubble and are composed. */
export interface HelpThreadHistoryEventMap {
  /** A first page is on screen. */
  "helpthread-ready": CustomEvent<HistorySummary>;
  /** What is on screen changed. */
  "helpthread-change": CustomEvent<HistorySummary>;
  /** A row was pressed. Cancelable: its details then stay closed, and the host shows the conversation in its own way. */
  "helpthread-select": CustomEvent<{ conversation: Conversation }>;
  /** Something went wrong. */
  "helpthread-error": CustomEvent<HistoryError>;
}

export class HelpThreadHistory extends HTMLElement {
  static readonly observedAttributes: string[];
  getToken: GetToken | null;
  /** Loads the first page again; where the widget was blocked, tries to start it again. */
  refresh(): void;
  /** Loads the next page, if there is one. */
  loadMore(): void;
  addEventListener<K extends keyof HelpThreadHistoryEventMap>(
    type: K,
    listener: (this: HelpThreadHistory, event: HelpThreadHistoryEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof HelpThreadHistoryEventMap>(
    type: K,
    listener: (this: HelpThreadHistory, event: HelpThreadHistoryEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "helpthread-history": HelpThreadHistory;
  }
}
