# The signing proxy in plain workerd without hubs: it verifies, decides, signs and forwards, and remembers nothing. No cache, no live
# updates, no budget, no idempotency keys. It is the smallest thing to deploy and to audit; workerd.capnp beside it has everything.
#
#   workerd serve worker/stateless.capnp config          upstream is HelpThread, at a public address
#   workerd serve worker/stateless.capnp privateNetwork  upstream may also be on this machine or in its private network
#
# Settings come from environment variables of the same names (wrangler.toml says what each means); an unset one is
# absent. Put a proxy that speaks TLS in front: the socket is plain HTTP.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "proxy", worker = .proxy),
    (name = "upstream", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const privateNetwork :Workerd.Config = (
  services = [
    (name = "proxy", worker = .proxy),
    (name = "upstream", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const sockets :List(Workerd.Socket) = [
  (name = "http", address = "127.0.0.1:8788", http = (), service = "proxy"),
];

const proxy :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "build/index.js"),
    (name = "index_bg.wasm", wasm = embed "build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "HELPTHREAD_BASE_URL", fromEnvironment = "HELPTHREAD_BASE_URL"),
    (name = "HELPTHREAD_WORKSPACE_KEY", fromEnvironment = "HELPTHREAD_WORKSPACE_KEY"),
    (name = "HELPTHREAD_WORKSPACE_SECRET", fromEnvironment = "HELPTHREAD_WORKSPACE_SECRET"),
    (name = "HELPTHREAD_WORKSPACE_KEY_PREVIOUS", fromEnvironment = "HELPTHREAD_WORKSPACE_KEY_PREVIOUS"),
    (name = "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS", fromEnvironment = "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS"),
    (name = "SESSION_SECRET", fromEnvironment = "SESSION_SECRET"),
    (name = "SESSION_SECRET_PREVIOUS", fromEnvironment = "SESSION_SECRET_PREVIOUS"),
    (name = "SESSION_JWKS", fromEnvironment = "SESSION_JWKS"),
    (name = "ALLOWED_ORIGINS", fromEnvironment = "ALLOWED_ORIGINS"),
    (name = "WEBHOOK_SECRETS", fromEnvironment = "WEBHOOK_SECRETS"),
    (name = "EXPOSE_ASSIGNEE", fromEnvironment = "EXPOSE_ASSIGNEE"),
    (name = "UPSTREAM_IDEMPOTENCY", fromEnvironment = "UPSTREAM_IDEMPOTENCY"),
  ],
  globalOutbound = "upstream",
);
