//! The settings of the Workers on a laptop and in tests.
//!
//! None of these values is a secret: they are published here, and the Workers accept them only while everything is on
//! loopback. In production each is set with wrangler, as the comments of the `wrangler.toml` files say.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::repository;

/// The first of the three ports of `cargo xtask dev`: dashboard, then proxy, then API.
pub const PORT_BASE: u16 = 8787;

/// The seeded workspace's key (api-v1.md §9).
pub const WORKSPACE_KEY: &str = "sk_test_abc123";
/// The seeded workspace's secret (api-v1.md §9).
pub const WORKSPACE_SECRET: &str = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
/// What dashboard and proxy share (proxy.md section 6).
pub const SESSION_SECRET: &str = "dev_session_secret_0123456789abcdef0123";
/// What the API server signs its deliveries to the proxy with (proxy.md section 6).
pub const WEBHOOK_SECRET: &str = "whsec_ZGV2LXdlYmhvb2stc2VjcmV0LTI0Ynl0";
/// What keys the dashboard's own sign-in cookie.
pub const SIGN_IN_SECRET: &str = "dev_sign_in_secret_0123456789abcdef0123";

/// The API server's administration token (api-v1.md §9). It is published: only a sandbox takes it.
pub const ADMIN_TOKEN: &str = "sandbox_admin_dev";

/// One of the three processes of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worker {
    /// The demo dashboard, `www/`.
    Dashboard,
    /// The signing proxy, `worker/`.
    Proxy,
    /// The API server, `api/`.
    Api,
}

impl Worker {
    /// All, in the order of their ports.
    pub const ALL: [Self; 3] = [Self::Dashboard, Self::Proxy, Self::Api];

    /// The name in commands and logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dashboard => "dashboard",
            Self::Proxy => "proxy",
            Self::Api => "api",
        }
    }

    /// The Worker of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|worker| worker.name() == name)
    }

    /// Its workerd configuration.
    pub(crate) fn config(self) -> PathBuf {
        repository::path(match self {
            Self::Dashboard => "www/workerd.capnp",
            Self::Proxy => "worker/workerd.capnp",
            Self::Api => "api/workerd.capnp",
        })
    }

    /// Its workerd configuration where it runs without Durable Objects.
    pub(crate) fn config_without_objects(self) -> PathBuf {
        if self == Self::Proxy { repository::path("worker/stateless.capnp") } else { self.config() }
    }

    /// Its bundle's main module, beside that file.
    pub(crate) fn bundle(self) -> PathBuf {
        self.config().with_file_name("build/index.js")
    }
}

/// The constant in each of those files: the one for hosting, or the one for a network where the proxy, its upstream and the API's
/// webhooks are on this machine.
pub(crate) fn config_name(is_public: bool) -> &'static str {
    if is_public { "config" } else { "privateNetwork" }
}

/// Where the three listen, always on 127.0.0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// The dashboard's port.
    pub dashboard: u16,
    /// The proxy's port.
    pub proxy: u16,
    /// The API server's port.
    pub api: u16,
}

impl Ports {
    /// Three ports in a row. `None` if there are no three from `base` on.
    #[must_use]
    pub fn from_base(base: u16) -> Option<Self> {
        let api = base.checked_add(2).filter(|_| base > 0)?;
        Some(Self { dashboard: base, proxy: base + 1, api })
    }

    /// A Worker's port.
    #[must_use]
    pub fn of(self, worker: Worker) -> u16 {
        match worker {
            Worker::Dashboard => self.dashboard,
            Worker::Proxy => self.proxy,
            Worker::Api => self.api,
        }
    }

    /// A Worker's URL, without a final slash.
    #[must_use]
    pub fn url(self, worker: Worker) -> String {
        format!("http://127.0.0.1:{}", self.of(worker))
    }
}

/// The environment variables of a Worker's process.
#[must_use]
pub fn environment(worker: Worker, ports: Ports) -> BTreeMap<String, String> {
    let dashboard = ports.dashboard;
    let pairs: Vec<(&str, String)> = match worker {
        Worker::Dashboard => vec![
            ("SESSION_SECRET", SESSION_SECRET.to_owned()),
            ("SIGN_IN_SECRET", SIGN_IN_SECRET.to_owned()),
            ("PROXY_ORIGIN", ports.url(Worker::Proxy)),
            ("SANDBOX_API_ORIGIN", ports.url(Worker::Api)),
            ("SANDBOX_ADMIN_TOKEN", ADMIN_TOKEN.to_owned()),
        ],
        Worker::Proxy => vec![
            ("HELPTHREAD_BASE_URL", format!("{}/v1", ports.url(Worker::Api))),
            ("HELPTHREAD_WORKSPACE_KEY", WORKSPACE_KEY.to_owned()),
            ("HELPTHREAD_WORKSPACE_SECRET", WORKSPACE_SECRET.to_owned()),
            ("SESSION_SECRET", SESSION_SECRET.to_owned()),
            ("WEBHOOK_SECRETS", WEBHOOK_SECRET.to_owned()),
            // The API server of this project is upstream here, and it honours keys.
            ("UPSTREAM_IDEMPOTENCY", "true".to_owned()),
            ("ALLOWED_ORIGINS", format!("http://127.0.0.1:{dashboard},http://localhost:{dashboard}")),
        ],
        Worker::Api => vec![("SANDBOX", "true".to_owned()), ("ADMIN_TOKEN", ADMIN_TOKEN.to_owned())],
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ports_in_a_row() {
        let ports = Ports::from_base(PORT_BASE).unwrap();
        assert_eq!(Worker::ALL.map(|worker| ports.of(worker)), [8787, 8788, 8789]);
        assert_eq!(Ports::from_base(u16::MAX - 1), None);
        assert_eq!(Ports::from_base(0), None);
    }

    #[test]
    fn only_the_proxy_knows_the_workspace_secret() {
        let ports = Ports::from_base(PORT_BASE).unwrap();
        let knows = |worker: &Worker| environment(*worker, ports).values().any(|value| value == WORKSPACE_SECRET);
        assert_eq!(Worker::ALL.into_iter().filter(knows).collect::<Vec<_>>(), [Worker::Proxy]);
    }
}
