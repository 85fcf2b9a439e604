//! The benchmarks by name: what each is of, which options it has, and how it runs.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use xtask::failure::Failure;

use crate::api::{self, Operation};
use crate::arguments::Arguments;
use crate::claim::Claim;
use crate::proxy::{self, Scenario};
use crate::report::Report;
use crate::{sdk, widget};

/// One of the benchmarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Benchmark {
    /// The API server beside a Hono one.
    Api,
    /// The proxy beside a Hono one and beside a Worker that only forwards.
    Proxy,
    /// Signing, verifying and sizes beside other packages'.
    Sdk,
    /// The widget beside the same list by hand and with lit.
    Widget,
}

impl Benchmark {
    /// Every benchmark, in the order in which they run.
    pub const ALL: [Self; 4] = [Self::Api, Self::Proxy, Self::Sdk, Self::Widget];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Proxy => "proxy",
            Self::Sdk => "sdk",
            Self::Widget => "widget",
        }
    }

    /// What it is called on the page.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Api => "The API server beside a Hono one",
            Self::Proxy => "The proxy beside a Hono one",
            Self::Sdk => "The SDK beside other packages",
            Self::Widget => "The widget beside the same list by hand and with lit",
        }
    }

    /// The benchmark of that name.
    ///
    /// # Errors
    /// If there is none: which ones there are.
    pub fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|benchmark| benchmark.name() == name);
        let names = || Self::ALL.map(Self::name).join(", ");
        found.ok_or_else(|| Failure::new(format!("there is no benchmark {name:?}; there are: {}", names())).into())
    }

    /// The options that only some benchmarks have, and this one does.
    #[must_use]
    pub fn options(self) -> &'static [&'static str] {
        match self {
            Self::Api => &["--seconds", "--only", "--inspector", "--sizes"],
            Self::Proxy => &["--seconds", "--only", "--inspector"],
            Self::Sdk => &["--seconds", "--only"],
            Self::Widget => &[],
        }
    }

    /// The command that measures a claim again, and no more than has to be.
    #[must_use]
    pub fn command(self, claim: &Claim) -> String {
        let is_part = match self {
            Self::Api => Operation::ALL.iter().any(|operation| operation.name() == claim.what),
            Self::Proxy => Scenario::ALL.iter().any(|scenario| scenario.name() == claim.what),
            Self::Sdk => sdk::cells().iter().any(|(runtime, task)| sdk::name(*runtime, *task) == claim.what),
            Self::Widget => false,
        };
        let only = if is_part { format!(" --only \"{}\"", claim.what) } else { String::new() };
        format!("cargo xtask bench {}{only}", self.name())
    }

    /// Measures.
    ///
    /// # Errors
    /// If something does not build or start, or an answer is not as expected.
    pub fn run(self, arguments: &Arguments) -> Result<Report> {
        match self {
            Self::Api => {
                let mut options = if arguments.smoke { api::Options::smoke() } else { api::Options::whole() };
                options.schedule = arguments.schedule(options.schedule);
                options.inspector.clone_from(&arguments.inspector);
                options.sizes = arguments.sizes.clone().unwrap_or(options.sizes);
                arguments.keep(&mut options.operations, |operation| operation.name().to_owned())?;
                api::run(&options)
            }
            Self::Proxy => {
                let mut options = if arguments.smoke { proxy::Options::smoke() } else { proxy::Options::whole() };
                options.schedule = arguments.schedule(options.schedule);
                options.inspector.clone_from(&arguments.inspector);
                arguments.keep(&mut options.scenarios, |scenario| scenario.name().to_owned())?;
                proxy::run(&options)
            }
            Self::Sdk => {
                let mut options = if arguments.smoke { sdk::Options::smoke() } else { sdk::Options::whole() };
                options.schedule = arguments.schedule(options.schedule);
                arguments.keep(&mut options.cells, |(runtime, task)| sdk::name(*runtime, *task))?;
                sdk::run(&options)
            }
            Self::Widget => {
                let options = if arguments.smoke { widget::Options::smoke() } else { widget::Options::whole() };
                widget::run(widget::Options { rounds: arguments.rounds.unwrap_or(options.rounds) })
            }
        }
    }
}
