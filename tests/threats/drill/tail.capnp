# The API server with a tail Worker, which is told of each request what the platform's own logs get, and prints it, for secret_leak.rs.
using Workerd = import "/workerd/workerd.capnp";

const privateNetwork :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "tail", worker = .tail),
    (name = "objects", disk = (writable = true)),
  ],
  sockets = .sockets,
);

const sockets :List(Workerd.Socket) = [
  (name = "http", address = "127.0.0.1:8789", http = (), service = "api"),
];

const api :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "../../../api/build/index.js"),
    (name = "index_bg.wasm", wasm = embed "../../../api/build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "WORKSPACES", durableObjectNamespace = "Workspace"),
    (name = "SANDBOX", fromEnvironment = "SANDBOX"),
    (name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN"),
  ],
  durableObjectNamespaces = [(className = "Workspace", uniqueKey = "helpthread-workspace", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  tails = ["tail"],
);

const tail :Workerd.Worker = (
  modules = [(name = "tail.js", esModule = embed "tail.js")],
  compatibilityDate = "2026-11-01",
);
