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

/** Texts by plural category (`Intl.PluralRules`), with `{n}` for the number. */
export type CountedText = string | { zero?: string; one?: string; two?: string; few?: string; many?: string; other: string };

/** Every word of the widget; `retryIn` has `{time}` for how long. What `strings` leaves out is the widget's own. */
export interface HistoryStrings {
  label: string;
  filterLabel: string;
  all: string;
  open: string;
  pending: string;
  closed: string;
  search: string;
  noMatch: string;
  opened: string;
  lastMessage: string;
  updated: string;
  reference: string;
  noSubject: string;
  loading: string;
  loadMore: string;
  loadingMore: string;
  moreFailed: string;
  retry: string;
  retryIn: string;
  emptyTitle: string;
  emptyText: string;
  filteredTitle: string;
  filteredText: string;
  unreachableTitle: string;
  unreachableText: string;
  rateLimitedTitle: string;
  rateLimitedText: string;
  misconfiguredTitle: string;
  misconfiguredText: string;
  unavailableTitle: string;
  unavailableText: string;
  expiredTitle: string;
  expiredText: string;
  offline: string;
  live: string;
  arrived: string;
  conversations: CountedText;
  shown: CountedText;
  added: CountedText;
  status: string;
  assignee: string;
  unassigned: string;
  you: string;
  reply: string;
  note: string;
  send: string;
  sending: string;
  sent: string;
  saved: string;
  notWritten: string;
  notSent: string;
  unknownOutcome: string;
}

/** The attributes, as frameworks take them. */
export interface HelpThreadHistoryAttributes {
  /** The proxy, an absolute http or https URL; required. */
  endpoint?: string;
  /** Whose history, a `cus_…` id; required. */
  customer?: string;
  /** Rows per request, 1 to 100; 25 otherwise. */
  "page-size"?: number | string;
  /** The status filter at first; all otherwise. */
  status?: "" | "open" | "pending" | "closed";
  /** `compact` for less space between rows. */
  density?: "comfortable" | "compact";
  /** What the page has otherwise. */
  "color-scheme"?: "light" | "dark" | "auto";
  /** The language, a BCP 47 tag; the nearest `lang` otherwise. */
  locale?: string;
  /** `off` for no live connection. */
  live?: "on" | "off";
  /** `lazy` loads nothing until the element comes near the screen. */
  loading?: "eager" | "lazy";
}

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
  /** Words in the place of the widget's own. */
  strings: Partial<HistoryStrings> | null;
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
