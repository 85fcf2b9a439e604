# The peer in plain workerd, as worker/stateless.capnp runs our proxy. `cargo xtask bench proxy` builds and starts it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "proxy", worker = .proxy),
    (name = "upstream", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8791", http = (), service = "proxy")],
);

const proxy :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "build/index.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "HELPTHREAD_BASE_URL", fromEnvironment = "HELPTHREAD_BASE_URL"),
    (name = "HELPTHREAD_WORKSPACE_KEY", fromEnvironment = "HELPTHREAD_WORKSPACE_KEY"),
    (name = "HELPTHREAD_WORKSPACE_SECRET", fromEnvironment = "HELPTHREAD_WORKSPACE_SECRET"),
    (name = "SESSION_SECRET", fromEnvironment = "SESSION_SECRET"),
    (name = "ALLOWED_ORIGINS", fromEnvironment = "ALLOWED_ORIGINS"),
  ],
  globalOutbound = "upstream",
);
