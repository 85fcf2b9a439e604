//! What a stack is made of.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::settings::{self, Ports, Worker};

/// Something that a running Worker does.
#[derive(Clone, Debug)]
pub enum Event {
    /// It printed a line.
    Line(Worker, String),
    /// It ended although nobody asked it to.
    Died(Worker),
}

/// Told of events, from a thread of its own.
pub(super) type Observer = Arc<dyn Fn(Event) + Send + Sync>;

/// Which Workers a stack has, and how they differ from the development settings.
#[derive(Clone)]
pub struct StackOptions {
    pub(super) workers: Vec<Worker>,
    pub(super) ports: Option<Ports>,
    pub(super) storage: Option<PathBuf>,
    pub(super) public_network: bool,
    pub(super) observer: Option<Observer>,
    pub(super) stateless: bool,
    overrides: BTreeMap<(Worker, String), Option<String>>,
    configurations: BTreeMap<Worker, PathBuf>,
}

impl StackOptions {
    /// A stack of these Workers, on free ports, with empty temporary storage and the development settings.
    #[must_use]
    pub fn new(workers: impl IntoIterator<Item = Worker>) -> Self {
        let workers = workers.into_iter().collect();
        Self {
            workers,
            ports: None,
            storage: None,
            public_network: false,
            observer: None,
            stateless: false,
            overrides: BTreeMap::new(),
            configurations: BTreeMap::new(),
        }
    }

    /// All three.
    #[must_use]
    pub fn all() -> Self {
        Self::new(Worker::ALL)
    }

    /// Listen on these ports.
    #[must_use]
    pub fn ports(self, ports: Ports) -> Self {
        Self { ports: Some(ports), ..self }
    }

    /// Run the proxy without its hubs.
    #[must_use]
    pub fn stateless(self) -> Self {
        Self { stateless: true, ..self }
    }

    /// Keep the Durable Objects in this folder, one folder per Worker in it, and leave it there.
    #[must_use]
    pub fn storage(self, folder: PathBuf) -> Self {
        Self { storage: Some(folder), ..self }
    }

    /// Reach public addresses only, as when hosted.
    #[must_use]
    pub fn public_network(self) -> Self {
        Self { public_network: true, ..self }
    }

    /// Give a Worker another value for an environment variable.
    #[must_use]
    pub fn set(mut self, worker: Worker, name: &str, value: &str) -> Self {
        self.override_setting(worker, name, Some(value));
        self
    }

    /// Take an environment variable away from a Worker.
    #[must_use]
    pub fn unset(mut self, worker: Worker, name: &str) -> Self {
        self.override_setting(worker, name, None);
        self
    }

    /// Run a Worker by another workerd configuration, which has the same constants as its own.
    #[must_use]
    pub fn configuration(mut self, worker: Worker, file: PathBuf) -> Self {
        self.configurations.insert(worker, file);
        self
    }

    /// Be told what the Workers print, and when one dies.
    #[must_use]
    pub fn observe(self, observer: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self { observer: Some(Arc::new(observer)), ..self }
    }

    pub(super) fn override_setting(&mut self, worker: Worker, name: &str, value: Option<&str>) {
        self.overrides.insert((worker, name.to_owned()), value.map(str::to_owned));
    }

    pub(super) fn configuration_of(&self, worker: Worker) -> PathBuf {
        let usual = || if self.has_objects(worker) { worker.config() } else { worker.config_without_objects() };
        self.configurations.get(&worker).cloned().unwrap_or_else(usual)
    }

    pub(super) fn has_objects(&self, worker: Worker) -> bool {
        match worker {
            Worker::Dashboard => false,
            Worker::Proxy => !self.stateless,
            Worker::Api => true,
        }
    }

    pub(super) fn environment(&self, worker: Worker, ports: Ports) -> BTreeMap<String, String> {
        let mut environment = settings::environment(worker, ports);
        // Without a proxy in the stack every delivery of the demo workspace would fail.
        if worker == Worker::Api && self.workers.contains(&Worker::Proxy) && !self.stateless {
            environment.insert("SANDBOX_WEBHOOK_URL".into(), format!("{}/hooks/helpthread", ports.url(Worker::Proxy)));
        }
        for ((_, name), value) in self.overrides.iter().filter(|((owner, _), _)| *owner == worker) {
            match value {
                Some(value) => environment.insert(name.clone(), value.clone()),
                None => environment.remove(name),
            };
        }
        environment
    }
}

impl fmt::Debug for StackOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings: Vec<_> = self.overrides.keys().collect();
        formatter
            .debug_struct("StackOptions")
            .field("workers", &self.workers)
            .field("overrides", &settings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_touch_one_worker_only() {
        let ports = Ports::from_base(9000).unwrap();
        let options =
            StackOptions::all().set(Worker::Proxy, "EXPOSE_ASSIGNEE", "true").unset(Worker::Proxy, "SESSION_SECRET");
        let proxy = options.environment(Worker::Proxy, ports);
        assert_eq!(proxy.get("EXPOSE_ASSIGNEE").map(String::as_str), Some("true"));
        assert_eq!(proxy.get("SESSION_SECRET"), None);
        let dashboard = options.environment(Worker::Dashboard, ports);
        assert_eq!(dashboard, settings::environment(Worker::Dashboard, ports));
    }
}
