# The signers in plain workerd, as a Worker has them: with Node's modules, which are there by default since August 2026. `cargo xtask bench sdk`
# builds and starts it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "signers", worker = .signers)],
  sockets = [(name = "http", address = "127.0.0.1:8790", http = (), service = "signers")],
);

const signers :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "build/worker.js"),
    (name = "core.wasm", wasm = embed "build/core.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
