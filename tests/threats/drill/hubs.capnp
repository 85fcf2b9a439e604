# The proxy's bundle with hubs behind drill.js, for panic.rs. The settings that panic.rs needs, and no other.
using Workerd = import "/workerd/workerd.capnp";

const privateNetwork :Workerd.Config = (
  services = [
    (name = "proxy", worker = .proxy),
    (name = "objects", disk = (writable = true)),
    (name = "upstream", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const sockets :List(Workerd.Socket) = [
  (name = "http", address = "127.0.0.1:8788", http = (), service = "proxy"),
];

const proxy :Workerd.Worker = (
  modules = [
    (name = "drill.js", esModule = embed "drill.js"),
    (name = "index.js", esModule = embed "../../../worker/build/index.js"),
    (name = "index_bg.wasm", wasm = embed "../../../worker/build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "CUSTOMER_HUBS", durableObjectNamespace = "CustomerHub"),
    (name = "WORKSPACE_HUB", durableObjectNamespace = "WorkspaceHub"),
    (name = "HELPTHREAD_BASE_URL", fromEnvironment = "HELPTHREAD_BASE_URL"),
    (name = "HELPTHREAD_WORKSPACE_KEY", fromEnvironment = "HELPTHREAD_WORKSPACE_KEY"),
    (name = "HELPTHREAD_WORKSPACE_SECRET", fromEnvironment = "HELPTHREAD_WORKSPACE_SECRET"),
    (name = "HELPTHREAD_WORKSPACE_KEY_PREVIOUS", fromEnvironment = "HELPTHREAD_WORKSPACE_KEY_PREVIOUS"),
    (name = "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS", fromEnvironment = "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS"),
    (name = "SESSION_SECRET", fromEnvironment = "SESSION_SECRET"),
    (name = "SESSION_SECRET_PREVIOUS", fromEnvironment = "SESSION_SECRET_PREVIOUS"),
    (name = "ALLOWED_ORIGINS", fromEnvironment = "ALLOWED_ORIGINS"),
    (name = "WEBHOOK_SECRETS", fromEnvironment = "WEBHOOK_SECRETS"),
    (name = "EXPOSE_ASSIGNEE", fromEnvironment = "EXPOSE_ASSIGNEE"),
    (name = "UPSTREAM_IDEMPOTENCY", fromEnvironment = "UPSTREAM_IDEMPOTENCY"),
  ],
  durableObjectNamespaces = [
    (className = "CustomerHub", uniqueKey = "helpthread-customer-hub", enableSql = true),
    (className = "WorkspaceHub", uniqueKey = "helpthread-workspace-hub", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "upstream",
);
