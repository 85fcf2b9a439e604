//! The configuration, read once per isolate: settings cannot change under a running deployment.

use std::sync::OnceLock;

use helpthread_policy::config::{Config, Misconfiguration};
use worker::Env;

use crate::log::Log;

static CONFIGURATION: OnceLock<Result<Config, Misconfiguration>> = OnceLock::new();

/// The configuration, or everything that is wrong with it, which is then also in the log once.
pub(crate) fn configuration(env: &Env, log: &Log) -> &'static Result<Config, Misconfiguration> {
    CONFIGURATION.get_or_init(|| {
        let config = Config::read(|name| env.var(name).ok().map(|value| value.to_string()));
        if let Err(misconfiguration) = &config {
            log.misconfigured(&misconfiguration.problems);
        }
        config
    })
}
