// What the package exports, and the settings that it reads. README.md says what each setting means.

/** The Worker's bindings as `wrangler.jsonc` and `wrangler secret put` give them. Anything wrong closes the proxy; `/healthz` names it. */
export interface Settings {
  /** Where HelpThread's API is, such as `https://api.helpthread.com/v1`. */
  HELPTHREAD_BASE_URL: string;
  /** The credential's key, `sk_live_…`. */
  HELPTHREAD_WORKSPACE_KEY: string;
  /** Secret: the credential's secret. */
  HELPTHREAD_WORKSPACE_SECRET: string;
  /** Another credential's key, tried when the first one is refused. */
  HELPTHREAD_WORKSPACE_KEY_PREVIOUS?: string;
  /** Secret: that credential's secret. */
  HELPTHREAD_WORKSPACE_SECRET_PREVIOUS?: string;
  /** Secret: what the back end signs session tokens with, unless there is `SESSION_JWKS`. */
  SESSION_SECRET?: string;
  /** Secret: the one before, accepted too. */
  SESSION_SECRET_PREVIOUS?: string;
  /** Public keys of the back end's, a JWK Set in one line. */
  SESSION_JWKS?: string;
  /** Exact origins, comma separated. */
  ALLOWED_ORIGINS: string;
  /** Secret: signing secrets of HelpThread's webhooks, comma separated. */
  WEBHOOK_SECRETS?: string;
  /** `"true"` shows customers who is in charge. */
  EXPOSE_ASSIGNEE?: string;
  /** `"true"` if upstream honours `Idempotency-Key`. */
  UPSTREAM_IDEMPOTENCY?: string;
  /** Durable Object namespace of {@link CustomerHub}; without it and `WORKSPACE_HUB` the proxy is stateless. */
  CUSTOMER_HUBS?: unknown;
  /** Durable Object namespace of {@link WorkspaceHub}. */
  WORKSPACE_HUB?: unknown;
}

/** The proxy: the Worker's default export. The platform makes one, and calls `fetch` for each request. */
export default class Proxy {
  /**
   * @param context the platform's context of this invocation
   * @param settings the Worker's bindings
   */
  constructor(context: object, settings: Settings);
  /** Answers one request: an error is an answer too. */
  fetch(request: Request): Promise<Response>;
}

/** Durable Object: one customer's cached pages and live followers. A deployment exports it; nothing else calls it. */
export class CustomerHub {
  /**
   * @param state the object's state and storage
   * @param settings the Worker's bindings
   */
  constructor(state: object, settings: Settings);
}

/** Durable Object: the workspace's request budget, its agents' lists and its idempotency keys. A deployment exports it; nothing else calls it. */
export class WorkspaceHub {
  /**
   * @param state the object's state and storage
   * @param settings the Worker's bindings
   */
  constructor(state: object, settings: Settings);
}
