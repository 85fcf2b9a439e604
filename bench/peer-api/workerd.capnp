# The peer in plain workerd, as api/workerd.capnp runs our server. `cargo xtask bench api` builds and starts it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "objects", disk = (writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:8789", http = (), service = "api")],
);

const api :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "build/index.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "WORKSPACES", durableObjectNamespace = "Workspace")],
  durableObjectNamespaces = [(className = "Workspace", uniqueKey = "peer-workspace", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);
