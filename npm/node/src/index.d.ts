/**
 * Sign HelpThread requests, and mint the session tokens that the HelpThread Edge proxy checks.
 *
 * Synchronous, without dependencies, and the same code on Node, Workers, Deno, Bun and in bundles. For back ends only:
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
  role: "customer";
  /** Her id in HelpThread, `cus_…`. */
  customerId: string;
  /** A customer's token allows this at most, and without it as well. */
  scope?: "conversations:read";
}

/** An agent reads every conversation of the workspace, replies and changes. */
export interface AgentTokenOptions extends TokenLimits {
  role: "agent";
  /** Her id in HelpThread, `usr_…`. */
  agentId: string;
  /** Narrows what the token allows; without it, both. */
  scope?: "conversations:read" | "conversations:write" | "conversations:read conversations:write";
}

/** What any session token may be limited to. */
export interface TokenLimits {
  /** Seconds until the token expires: 1 to 900, by default 600. */
  expiresIn?: number;
  /** The only page origin that the token is good for, such as `https://app.example.com`. */
  origin?: string;
}

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
  | (string & {});

/** Everything this package throws. The message says what to do, and never contains a value that was passed in. */
export declare class HelpThreadError extends Error {
  constructor(code: HelpThreadErrorCode, message: string);
  /** Stable, for programs. */
  readonly code: HelpThreadErrorCode;
}
