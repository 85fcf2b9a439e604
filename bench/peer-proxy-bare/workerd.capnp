# The limit in plain workerd. `cargo xtask bench proxy` builds and starts it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "proxy", worker = .proxy),
    (name = "upstream", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8790", http = (), service = "proxy")],
);

const proxy :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "build/index.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "UPSTREAM", fromEnvironment = "UPSTREAM")],
  globalOutbound = "upstream",
);
