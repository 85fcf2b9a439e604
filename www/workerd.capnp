# The demo dashboard in plain workerd: on a laptop and in tests.
#
#   workerd serve www/workerd.capnp config --socket-addr http=127.0.0.1:8787
#
# It mints session tokens in its own process and calls the signing proxy for the agents' inbox: with `config` at a public address,
# with `privateNetwork` on this machine or in its private network, and there, in development, also the API server's sandbox.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "dashboard", worker = .dashboard),
    (name = "proxy", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const privateNetwork :Workerd.Config = (
  services = [
    (name = "dashboard", worker = .dashboard),
    (name = "proxy", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const sockets :List(Workerd.Socket) = [
  (name = "http", address = "127.0.0.1:8787", http = (), service = "dashboard"),
];

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
    (name = "SANDBOX_API_ORIGIN", fromEnvironment = "SANDBOX_API_ORIGIN"),
    (name = "SANDBOX_ADMIN_TOKEN", fromEnvironment = "SANDBOX_ADMIN_TOKEN"),
  ],
  globalOutbound = "proxy",
);
