# The demo dashboard in plain workerd: on a laptop and in tests.
#
#   workerd serve www/workerd.capnp --socket-addr http=127.0.0.1:8787
#
# It mints session tokens in its own process and calls nobody: its network is empty.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "dashboard", worker = .dashboard),
    (name = "nowhere", network = (allow = [])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "dashboard")],
);

const dashboard :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "build/index.js"),
    (name = "core.wasm", wasm = embed "build/core.wasm"),
    (name = "docs.js", esModule = embed "build/docs.js"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "SESSION_SECRET", fromEnvironment = "SESSION_SECRET"),
    (name = "PROXY_ORIGIN", fromEnvironment = "PROXY_ORIGIN"),
    (name = "SIGN_IN_SECRET", fromEnvironment = "SIGN_IN_SECRET"),
  ],
  globalOutbound = "nowhere",
);
