/**
 * HelpThread for back ends: a typed client, webhook verification, and the session tokens of the HelpThread Edge proxy.
 *
 * Without dependencies, and the same code on Node, Workers, Deno, Bun and in bundles. For back ends only:
 * whoever has one of the secrets can do everything that it allows.
 *
 * @packageDocumentation
 */

/**
 * The signature of a request body as HelpThread expects it in the `Authorization` header: `sha256=` and the HMAC-SHA256
 * of the body's bytes as 64 lower-case hex digits.
 *
 * Sign exactly what goes on the wire: the string you send, not the object it was made from. A request without a body
 * signs `""`.
 *
 * @example
 * ```js
 * const signature = sign(workspaceSecret, body);
 * const timestamp = Math.floor(Date.now() / 1000);
 * headers.Authorization = `HTHMAC workspace_key="${workspaceKey}", signature="${signature}", timestamp="${timestamp}"`;
 * ```
 *
 * @param secret the workspace secret
 * @param body the request's body; a string is taken as UTF-8, as `fetch` does
 * @throws {HelpThreadError} `secret_missing`, `body_too_large` (over 16 MiB), `invalid_argument`
 */
export declare function sign(secret: string, body: string | Uint8Array): string;

/** Session tokens for the HelpThread Edge proxy: short-lived JWTs that a browser may hold. */
export declare const sessionTokens: {
  /**
   * A token for whoever is logged in to your application. Take the id from your own login, never from the request: the
   * token opens everything that its role may see.
   *
   * @example
   * ```js
   * const options = { role: "customer", customerId: user.helpThreadId };
   * const token = sessionTokens.create(options, process.env.SESSION_SECRET);
   * ```
   *
   * @param options who the token is for, and for how long
   * @param sessionSecret the secret that the proxy knows as `SESSION_SECRET`, at least 32 bytes; not the workspace secret
   * @throws {HelpThreadError} `secret_missing`, `secret_too_short`, `invalid_customer_id`, `invalid_agent_id`,
   * `invalid_lifetime`, `invalid_scope`, `invalid_origin`, `invalid_argument`
   */
  create(options: SessionTokenOptions, sessionSecret: string): string;
};

/** Who a session token is for. */
export type SessionTokenOptions = CustomerTokenOptions | AgentTokenOptions;

/** A customer reads her own conversations, and nothing else. */
export interface CustomerTokenOptions extends TokenLimits {
  /** She is a customer. */
  role: "customer";
  /** Her id in HelpThread, `cus_…`. */
  customerId: string;
  /** A customer's token allows this at most, and without it as well. */
  scope?: "conversations:read" | undefined;
}

/** An agent reads every conversation of the workspace, replies and changes. */
export interface AgentTokenOptions extends TokenLimits {
  /** She is an agent. */
  role: "agent";
  /** Her id in HelpThread, `usr_…`. */
  agentId: string;
  /** Narrows what the token allows; without it, both. */
  scope?: "conversations:read" | "conversations:write" | "conversations:read conversations:write" | undefined;
}

/** What any session token may be limited to. */
export interface TokenLimits {
  /** Seconds until the token expires: 1 to 900, by default 600. */
  expiresIn?: number | undefined;
  /** The only page origin that the token is good for, such as `https://app.example.com`. */
  origin?: string | undefined;
}

/** What a client is made with. */
export interface HelpThreadOptions {
  /** By default the environment's `HELPTHREAD_WORKSPACE_KEY`. */
  workspaceKey?: string | undefined;
  /** By default the environment's `HELPTHREAD_WORKSPACE_SECRET`. */
  workspaceSecret?: string | undefined;
  /** By default `https://api.helpthread.com/v1`. Plain http is taken for this machine only. */
  baseUrl?: string | undefined;
  /** Sends the requests; by default the global `fetch`. */
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Milliseconds that one attempt may take, its answer included; by default 30,000. */
  timeout?: number | undefined;
  /** Retries after the first attempt, 0 to 4; by default 4. */
  maxRetries?: number | undefined;
  /** Told about every attempt and retry; never gets a secret, a signature or a body. */
  logger?: Logger | undefined;
  /** The API remembers `Idempotency-Key` (HelpThread does not document that): creating is then retried too, under a key. */
  idempotentUpstream?: boolean | undefined;
  /** Replaces the clock in tests; see `@helpthread/node/testing`. */
  clock?: Partial<Clock> | undefined;
}

/** What a logger is told: `method`, `path`, `attempt`, `status`, `code`, and before a retry `wait` in milliseconds. */
export interface Logger {
  /** Every attempt, once it is over. */
  debug?(message: string, fields: Record<string, unknown>): void;
  /** Every failure that is followed by another attempt. */
  warn?(message: string, fields: Record<string, unknown>): void;
}

/** Time and chance, as the client uses them. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Any 32 bits. */
  random(): number;
}

/** Options of any request. */
export interface RequestOptions {
  /** Ends the request and its retries; the promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take. */
  timeout?: number | undefined;
  /** Retries after the first attempt, 0 to 4. */
  maxRetries?: number | undefined;
}

/** Options of requests that create something. */
export interface CreateOptions extends RequestOptions {
  /** Sent as `Idempotency-Key`, 1 to 255 visible ASCII characters. */
  idempotencyKey?: string | undefined;
}

/** Options of an update. */
export interface UpdateOptions extends RequestOptions {
  /** An ETag, or the conversation as you read it: if it has changed since, `ConflictError`. Then nothing is retried but 429. */
  ifMatch?: string | Conversation | undefined;
}

/** A status, and whatever a later version of the API adds. */
export type ConversationStatus = "open" | "pending" | "closed" | (string & {});

/** A conversation, exactly as the API sends it. Times are RFC 3339 in UTC. */
export interface Conversation {
  /** `cnv_…` */
  id: string;
  /** Whose it is, `cus_…`. */
  customer_id: string;
  /** What it is about, in the words of whoever began it. */
  subject: string;
  /** Where it stands. */
  status: ConversationStatus;
  /** The agent in charge, `usr_…`, or null. */
  assignee_id: string | null;
  /** When it began. */
  created_at: string;
  /** When anything about it last changed. */
  updated_at: string;
  /** When either side last wrote. */
  last_message_at: string;
}

/** A message. */
export interface Message {
  /** `msg_…` */
  id: string;
  /** The conversation it belongs to, `cnv_…`. */
  conversation_id: string;
  /** Who wrote. */
  author_type: "agent" | "customer" | (string & {});
  /** Which agent, `usr_…`; null for a customer's. */
  agent_id: string | null;
  /** The text. */
  body: string;
  /** Whether only agents see it. */
  internal: boolean;
  /** When it was written. */
  created_at: string;
}

/** What a webhook can be told about. */
export type WebhookEventType = "conversation.created" | "conversation.updated" | "message.created";

/** A webhook. */
export interface Webhook {
  /** `whk_…` */
  id: string;
  /** Where its deliveries go. */
  url: string;
  /** What it is told about. */
  events: (WebhookEventType | (string & {}))[];
  /** Whether anything is delivered. */
  active: boolean;
  /** In the answer that creates it only: keep it, `webhooks.verify` needs it. */
  signing_secret: string;
  /** When it was registered. */
  created_at: string;
}

/** Narrows a list of conversations. */
export interface ConversationFilters extends HistoryFilters {
  /** Only conversations of this agent, `usr_…`. */
  assignee_id?: string | undefined;
}

/** Narrows a customer's list of conversations. */
export interface HistoryFilters {
  /** Only conversations in this status. */
  status?: "open" | "pending" | "closed" | (string & {}) | undefined;
  /** The `next_cursor` of a page: goes on there. */
  cursor?: string | undefined;
  /** Rows of a page, 1 to 100; the API's default is 25. */
  limit?: number | undefined;
}

/** What to change. A status may go from open to pending or closed, and from those to open; pending also to closed. */
export interface ConversationChange {
  /** What it becomes. */
  status?: "open" | "pending" | "closed" | undefined;
  /** Who is put in charge, `usr_…`; null for nobody. */
  assignee_id?: string | null | undefined;
}

/** An agent's message. */
export interface NewMessage {
  /** Who writes, `usr_…`. */
  agent_id: string;
  /** 1 to 65,536 bytes of text. */
  body: string;
  /** Whether only agents see it; by default false. */
  internal?: boolean | undefined;
}

/** A webhook to be. */
export interface NewWebhook {
  /** A public https URL. */
  url: string;
  /** What to be told about: at least one. */
  events: readonly WebhookEventType[];
  /** Whether deliveries begin at once; by default true. */
  active?: boolean | undefined;
}

/** One page of a list. */
export interface Page<Item> {
  /** The rows. */
  data: Item[];
  /** Whether there are more, and where to go on. */
  pagination: MorePages | LastPage;
}

/** There is another page. */
export interface MorePages {
  /** True: `next_cursor` is there. */
  has_more: true;
  /** The `cursor` of the next page. */
  next_cursor: string;
}

/** This page is the last one. */
export interface LastPage {
  /** False: there is nothing to go on with. */
  has_more: false;
  /** Null. */
  next_cursor: null;
}

/** Data with the answer it came in, whose body has been read. */
export interface WithResponse<Data> {
  /** What awaiting the call itself gives. */
  data: Data;
  /** The raw answer: its status and headers. */
  response: Response;
  /** Its `X-Request-Id`. Name it when you report a problem. */
  requestId: string | null;
}

/** A write that is under way. */
export interface Call<Data> extends Promise<Data> {
  /** The raw answer too, for its headers. */
  withResponse(): Promise<WithResponse<Data>>;
}

/** A list: `await` it for one page, or `for await` over every item of all pages. Nothing is sent before either. */
export interface List<Item> extends PromiseLike<Page<Item>>, AsyncIterable<Item> {
  /** The page with the raw answer, for its headers. */
  withResponse(): Promise<WithResponse<Page<Item>>>;
  /** As a promise's. */
  catch<Other = never>(rejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null): Promise<Page<Item> | Other>;
  /** As a promise's. */
  finally(settled?: (() => void) | null): Promise<Page<Item>>;
}

/**
 * The typed client of the HelpThread Support Inbox API v1, for back ends.
 *
 * Wrong arguments throw at once; everything else rejects with a `HelpThreadError`. 429 is retried at the reset, failures
 * of the server and the network with back-off wherever a repetition does no harm.
 *
 * @example
 * ```js
 * const client = new HelpThread(); // key and secret from the environment
 * for await (const conversation of client.conversations.list({ status: "open" })) console.log(conversation.subject);
 * ```
 */
export declare class HelpThread {
  /**
   * Sends nothing; key and secret are checked for their form.
   *
   * @throws {HelpThreadError} `invalid_argument`, `invalid_workspace_key`, `secret_missing`, `browser_refused`
   */
  constructor(options?: HelpThreadOptions);
  /** The workspace's conversations. */
  readonly conversations: {
    /** Every conversation of the workspace, newest first. */
    list(filters?: ConversationFilters, options?: RequestOptions): List<Conversation>;
    /** Changes status or assignee. */
    update(conversationId: string, change: ConversationChange, options?: UpdateOptions): Call<Conversation>;
    /** Their messages. */
    readonly messages: {
      /** Replies as an agent, or leaves an internal note. */
      create(conversationId: string, message: NewMessage, options?: CreateOptions): Call<Message>;
    };
  };
  /** What belongs to one customer. */
  readonly customers: {
    /** Her conversations. */
    readonly conversations: {
      /** A customer's conversations, newest first. */
      list(customerId: string, filters?: HistoryFilters, options?: RequestOptions): List<Conversation>;
    };
  };
  /** Where HelpThread delivers events. */
  readonly webhooks: {
    /** Registers a URL for events. */
    create(webhook: NewWebhook, options?: CreateOptions): Call<Webhook>;
  };
}

/** A delivery that has been verified; narrow by `type`. An event of a type that is newer than this package passes as well. */
export type WebhookEvent = ConversationEvent | MessageEvent;

/** A conversation began or changed. */
export interface ConversationEvent extends EventHead {
  /** Which of the two. */
  type: "conversation.created" | "conversation.updated";
  /** The conversation as it is afterwards. */
  data: Conversation;
}

/** Either side wrote. */
export interface MessageEvent extends EventHead {
  /** A message was written. */
  type: "message.created";
  /** The message, and whose conversation it is in. */
  data: DeliveredMessage;
}

/** A message as events have it. */
export interface DeliveredMessage extends Message {
  /** Whose conversation it is in, `cus_…`. */
  customer_id: string;
}

/** What every event has. */
export interface EventHead {
  /** The same on every attempt of a delivery: remember it, and drop what you have seen. */
  id: string;
  /** When, with milliseconds; strictly increases per conversation. */
  timestamp: string;
}

/** Anything that headers are asked of by name, such as `Headers` or a `Map`. */
export interface HeaderLookup {
  /** The value, if it is there. */
  get(name: string): string | null | undefined;
}

/** Any container of headers: a `Headers`, Node's `request.headers` or `rawHeaders`, pairs. */
export type DeliveryHeaders =
  | HeaderLookup
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | readonly string[]
  | readonly (readonly [string, string])[];

/** How strictly a delivery is checked. */
export interface VerifyOptions {
  /** Seconds that the timestamp may be away either way, 1 to 86,400; by default 300. */
  tolerance?: number | undefined;
}

/** A delivery that is to be signed. */
export interface UnsignedDelivery {
  /** What becomes `webhook-id`. */
  id: string;
  /** Unix seconds; by default now. */
  timestamp?: number | undefined;
  /** The body exactly as it will be sent. */
  body: string | Uint8Array;
}

/** The headers of a signed delivery. */
export interface SignedHeaders {
  /** The same on every attempt. */
  "webhook-id": string;
  /** Unix seconds. */
  "webhook-timestamp": string;
  /** `v1,` and the signature in base64. */
  "webhook-signature": string;
}

/** Webhook deliveries, as the Standard Webhooks specification signs them. */
export declare const webhooks: {
  /**
   * Checks a delivery and reads it. Synchronous. A delivery may come more than once: remember `event.id`.
   *
   * @example
   * ```js
   * const event = webhooks.verify(await request.text(), request.headers, signingSecret);
   * if (event.type === "message.created") console.log(event.data.body);
   * ```
   *
   * @param rawBody the body before any parser: bytes, or the text they are in UTF-8
   * @param headers the delivery's, in whatever container they are
   * @param secrets the webhook's `signing_secret`, or up to 16 of them while one replaces another
   * @throws {WebhookVerificationError} which check failed, as `code`; `explain()` looks for the likely cause of a mismatch
   */
  verify(
    rawBody: string | Uint8Array,
    headers: DeliveryHeaders,
    secrets: string | readonly string[],
    options?: VerifyOptions,
  ): WebhookEvent;
  /** The three headers of a delivery, for tests of a receiver. */
  sign(delivery: UnsignedDelivery, secret: string): SignedHeaders;
};

/**
 * Why something was refused. New codes may be added, so the type takes any string.
 *
 * | code | what to do |
 * | --- | --- |
 * | `invalid_argument` | an argument has the wrong type, or an option is misspelt: the message names it |
 * | `secret_missing` | the secret is empty: set the environment variable that holds it |
 * | `secret_too_short` | use a session secret of at least 32 bytes |
 * | `body_too_large` | the body has over 16 MiB, and HelpThread accepts 256 KiB: send less |
 * | `invalid_customer_id` | pass the id that HelpThread gave the customer, `cus_…` |
 * | `invalid_agent_id` | pass the id that HelpThread gave the agent, `usr_…` |
 * | `invalid_lifetime` | ask for 1 to 900 whole seconds |
 * | `invalid_scope` | name only scopes that the role has |
 * | `invalid_origin` | pass scheme, host and port only, as browsers send them |
 * | `invalid_workspace_key` | pass the key as it was handed out |
 * | `invalid_conversation_id` | pass the id that HelpThread gave the conversation, `cnv_…` |
 * | `not_initialized` | `./slim` only: call `initialize` before anything else |
 * | `browser_refused` | call from a back end, or through the proxy with a session token |
 * | `connection_failed`, `connection_lost`, `timeout` | check network and baseUrl; whether a write was applied is not known |
 * | `unexpected_answer` | what answered is not the API: check baseUrl and what stands between |
 * | `cursor_cycle` | the API's pages never end: report it |
 * | `webhook_missing_header`, `webhook_invalid_id`, `webhook_invalid_timestamp`, `webhook_no_signature` | it is no delivery: answer 400 |
 * | `webhook_signature_mismatch` | pass the raw body and the right secret; `explain()` looks further |
 * | `webhook_timestamp_out_of_range` | sync the clock with NTP, or it is a replay |
 * | `webhook_invalid_body` | signed, but no event: report it |
 *
 * The others are the API's own, with its `status`: `error.message` says what to do.
 */
export type HelpThreadErrorCode =
  | "invalid_argument"
  | "secret_missing"
  | "secret_too_short"
  | "body_too_large"
  | "invalid_customer_id"
  | "invalid_agent_id"
  | "invalid_lifetime"
  | "invalid_scope"
  | "invalid_origin"
  | "invalid_workspace_key"
  | "invalid_conversation_id"
  | "not_initialized"
  | "browser_refused"
  | "connection_failed"
  | "connection_lost"
  | "timeout"
  | "unexpected_answer"
  | "cursor_cycle"
  | WebhookErrorCode
  | ApiErrorCode
  | (string & {});

/** Which check of a delivery failed. */
export type WebhookErrorCode =
  | "webhook_missing_header"
  | "webhook_invalid_id"
  | "webhook_invalid_timestamp"
  | "webhook_no_signature"
  | "webhook_signature_mismatch"
  | "webhook_timestamp_out_of_range"
  | "webhook_invalid_body";

/** The codes of API v1. */
export type ApiErrorCode =
  | "invalid_request"
  | "invalid_filter"
  | "invalid_status_transition"
  | "invalid_webhook_url"
  | "missing_authentication"
  | "invalid_signature"
  | "timestamp_out_of_range"
  | "insufficient_scope"
  | "conversation_not_found"
  | "customer_not_found"
  | "conflict"
  | "rate_limit_exceeded"
  | "not_found"
  | "method_not_allowed"
  | "payload_too_large"
  | "unsupported_media_type"
  | "idempotency_mismatch"
  | "internal_error";

/** Everything this package throws. The message says what to do, and never contains a value that was passed in. */
export declare class HelpThreadError extends Error {
  /** For tests of your own: the package makes its errors itself. */
  constructor(code: HelpThreadErrorCode, message: string);
  /** Stable, for programs. */
  readonly code: HelpThreadErrorCode;
  /** The answer's status, where there was one. */
  readonly status?: number;
  /** The answer's `X-Request-Id`: name it when you report a problem. */
  readonly requestId?: string;
  /** The answer's `Retry-After`, in seconds. */
  readonly retryAfter?: number;
  /** The likely cause of a rejected webhook signature, found by trying what usually goes wrong; null if nothing fits. */
  explain(): string | null;
}

/** 401: key, signature or clock. */
export declare class AuthenticationError extends HelpThreadError {}
/** 403: the credential lacks the scope. */
export declare class PermissionError extends HelpThreadError {}
/** 404: no such conversation, customer or route. */
export declare class NotFoundError extends HelpThreadError {}
/** 409: the conversation changed meanwhile. Read it again, and retry if the change still applies. */
export declare class ConflictError extends HelpThreadError {}
/** Any other 4xx: change the request. */
export declare class InvalidRequestError extends HelpThreadError {}
/** 429, after every retry. */
export declare class RateLimitError extends HelpThreadError {}
/** 5xx, after every retry that does no harm. */
export declare class ServerError extends HelpThreadError {}
/** What answered does not speak v1. */
export declare class UnexpectedAnswerError extends HelpThreadError {}
/** There was no whole answer: whether a write was applied is not known. */
export declare class ConnectionError extends HelpThreadError {}
/** There was no answer in time. */
export declare class TimeoutError extends ConnectionError {}
/** A delivery that must not be trusted. */
export declare class WebhookVerificationError extends HelpThreadError {
  /** Which check failed. */
  readonly code: WebhookErrorCode | (string & {});
}
