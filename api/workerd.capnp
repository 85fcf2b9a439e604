# The API server in plain workerd: on a laptop, in tests, and self-hosted.
#
#   workerd serve api/workerd.capnp config --directory-path objects=/var/lib/helpthread --socket-addr http=127.0.0.1:8789
#
# `config` is for hosting: webhooks are delivered to public addresses only. `privateNetwork` is for a laptop and for tests:
# to webhooks on this machine and in its network as well.
#
# `objects` is where the Durable Objects' SQLite files live: one directory to back up, owned by one process.
# Put a proxy that speaks TLS in front: the socket is plain HTTP.
#
# Settings, as environment variables: SANDBOX and ADMIN_TOKEN as in wrangler.toml, and NAME_KEY, a secret (`openssl rand -hex 32`) that
# every self-hosted server in reach of strangers should have. Plain workerd leaves a file of 4 KB for every workspace that a key
# names, so keys that somebody makes up would fill the disk; with NAME_KEY the names of new workspaces carry a mark, and a key
# without it is refused before there is a file. Set it before the first workspace is made and keep it: workspaces that were
# made without it, or with another one, are not found while it is set.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "objects", disk = (writable = true)),
    (name = "webhooks", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const privateNetwork :Workerd.Config = (
  services = [
    (name = "api", worker = .api),
    (name = "objects", disk = (writable = true)),
    (name = "webhooks", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = .sockets,
);

const sockets :List(Workerd.Socket) = [
  (name = "http", address = "127.0.0.1:8789", http = (), service = "api"),
];

const api :Workerd.Worker = (
  modules = [
    (name = "index.js", esModule = embed "build/index.js"),
    (name = "index_bg.wasm", wasm = embed "build/index_bg.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "WORKSPACES", durableObjectNamespace = "Workspace"),
    (name = "SANDBOX", fromEnvironment = "SANDBOX"),
    (name = "SANDBOX_WEBHOOK_URL", fromEnvironment = "SANDBOX_WEBHOOK_URL"),
    (name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN"),
    (name = "NAME_KEY", fromEnvironment = "NAME_KEY"),
  ],
  durableObjectNamespaces = [(className = "Workspace", uniqueKey = "helpthread-workspace", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
  globalOutbound = "webhooks",
);
