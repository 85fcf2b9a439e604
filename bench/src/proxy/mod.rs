//! The proxy: ours beside what a good JavaScript team would write, and beside a Worker that only forwards.

mod server;
mod traffic;
mod upstream;

use std::time::Duration;

use anyhow::{Context, Result};
use xtask::build::{self, Part, Profile};
use xtask::{setup, terminal};

use crate::figures::{self, Ratio};
use crate::load::Load;
use crate::report::{Claim, Fact, Report, Row};
use crate::rounds::{self, Contender, Schedule, Series};
use crate::server::Server;
use server::Proxy;
use traffic::Requests;
use upstream::Upstream;

pub use traffic::Scenario;

/// How long the slow upstream takes.
const SLOW: Duration = Duration::from_millis(50);
/// How often each proxy is started to see how long that takes.
const STARTS: usize = 5;
/// How many rounds' time the warm-up of a scenario takes.
const WARM_UP: u32 = 3;

/// What is measured, and how long.
#[derive(Debug, Clone)]
pub struct Options {
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// Rounds and load.
    pub schedule: Schedule,
    /// How often each proxy is started.
    pub starts: usize,
    /// Where V8's inspector of our proxy without hubs listens, to take a profile meanwhile.
    pub inspector: Option<String>,
}

impl Options {
    /// The measurement whose ratios are published.
    #[must_use]
    pub fn whole() -> Self {
        let load = Load { connections: 16, duration: Duration::from_secs(1) };
        let schedule = Schedule { rounds: 9, load };
        Self { scenarios: Scenario::ALL.to_vec(), schedule, starts: STARTS, inspector: None }
    }

    /// Everything once and tiny: that it still works, not how fast it is.
    #[must_use]
    pub fn smoke() -> Self {
        let load = Load { connections: 4, duration: Duration::from_millis(20) };
        Self { schedule: Schedule { rounds: 1, load }, starts: 1, ..Self::whole() }
    }
}

/// A proxy that runs.
struct Running {
    proxy: Proxy,
    server: Server,
}

/// Builds and measures all proxies.
///
/// # Errors
/// If something does not build or start, or an answer is not as expected.
pub fn run(options: &Options) -> Result<Report> {
    setup::toolchain()?;
    build::build(&[Part::Widget, Part::Worker], Profile::Release)?;
    server::build_peers()?;
    // The limit signs nothing, so it has an upstream of its own that does not ask for it.
    let (signed, open) = (Upstream::start(Duration::ZERO, true)?, Upstream::start(Duration::ZERO, false)?);
    let slow = Upstream::start(SLOW, true)?;
    let mut report = Report::new("proxy", options.schedule);
    let running = start(options, &signed, &open, &mut report)?;
    let far =
        [Proxy::Hubs, Proxy::Hono].map(|proxy| Ok(Running { proxy, server: proxy.start(&slow.origin(), None)?.0 }));
    let far = far.into_iter().collect::<Result<Vec<_>>>()?;
    for scenario in options.scenarios.iter().copied() {
        let among = |proxies: &[Proxy]| running.iter().filter(|one| proxies.contains(&one.proxy)).collect::<Vec<_>>();
        let proxies = match scenario {
            Scenario::Pass => among(&[Proxy::Stateless, Proxy::Hono, Proxy::Bare]),
            Scenario::Refusal => among(&[Proxy::Stateless, Proxy::Hubs, Proxy::Hono]),
            Scenario::Cached => far.iter().collect(),
            Scenario::Miss => among(&[Proxy::Hubs, Proxy::Stateless, Proxy::Hono]),
        };
        measure(scenario, &proxies, options.schedule, &mut report)?;
    }
    Ok(report)
}

/// Starts every proxy several times, and keeps the last of each.
fn start(options: &Options, signed: &Upstream, open: &Upstream, report: &mut Report) -> Result<Vec<Running>> {
    let step = terminal::step("start");
    let mut running = Vec::new();
    for proxy in Proxy::ALL {
        let upstream = if proxy.is_a_proxy() { signed } else { open };
        let mut times = Vec::new();
        for _ in 1..options.starts {
            times.push(proxy.start(&upstream.origin(), None)?.1);
        }
        let inspector = options.inspector.as_deref().filter(|_| proxy == Proxy::Stateless);
        let (server, time) = proxy.start(&upstream.origin(), inspector)?;
        times.push(time);
        running.push(Running { proxy, server });
        let median = figures::quantile(&times, 0.5).unwrap_or_default();
        report.facts.push(Fact::new(format!("{}: process start to first answer, ms", proxy.name()), median));
        let size = u32::try_from(proxy.bundle_size()?).context("a bundle beyond 4 GB")?;
        report.facts.push(Fact::new(format!("{}: bundle, KB gzip", proxy.name()), f64::from(size) / 1e3));
    }
    step.done("");
    Ok(running)
}

fn measure(scenario: Scenario, proxies: &[&Running], schedule: Schedule, report: &mut Report) -> Result<()> {
    let step = terminal::step(scenario.name());
    let contender = |running: &&Running| {
        let Running { proxy, server } = running;
        let requests = Requests::new(scenario, proxy.is_a_proxy())?;
        Ok(Contender::new(proxy.name(), server.address(), server.process(), requests))
    };
    let contenders = proxies.iter().map(contender).collect::<Result<Vec<_>>>()?;
    let warm_up = Load { duration: schedule.load.duration * WARM_UP, ..schedule.load };
    rounds::run(&contenders, Schedule { rounds: 0, load: warm_up }, |_| ())?;
    let progress = |round| step.progress(&format!("round {round} of {}", schedule.rounds));
    let series = rounds::run(&contenders, schedule, progress)?;
    report.rows.extend(series.iter().map(|series| Row::of(scenario.name(), series)));
    let find = |proxy: Proxy| series.iter().find(|series| series.name == proxy.name());
    match scenario {
        Scenario::Pass => {
            report.claims.extend(ahead(scenario, find(Proxy::Stateless), find(Proxy::Hono), Some(1.25)));
            report.claims.extend(ahead(scenario, find(Proxy::Stateless), find(Proxy::Bare), Some(0.7)));
        }
        Scenario::Refusal => {
            report.claims.extend(ahead(scenario, find(Proxy::Stateless), find(Proxy::Hono), Some(1.5)));
        }
        Scenario::Cached => report.claims.extend(quicker(scenario, find(Proxy::Hubs), find(Proxy::Hono))),
        Scenario::Miss => report.claims.extend(ahead(scenario, find(Proxy::Hubs), find(Proxy::Hono), None)),
    }
    step.done("");
    Ok(())
}

/// Requests per second, and processor time, whose rounds agree where the first disagree on a machine that has other work.
fn ahead(scenario: Scenario, ours: Option<&Series>, other: Option<&Series>, at_least: Option<f64>) -> Vec<Claim> {
    let (Some(ours), Some(other)) = (ours, other) else { return Vec::new() };
    let of = |what: &str| format!("{}: {what} of {} to {}", scenario.name(), ours.name, other.name);
    let rate = Ratio::of(&ours.rates, &other.rates);
    let rate = rate.map(|ratio| Claim { what: of("requests/s"), ratio, at_least, at_most: None });
    let cost = Ratio::of(&ours.costs, &other.costs);
    let at_most = at_least.map(|least| 1.0 / least);
    let cost = cost.map(|ratio| Claim { what: of("processor time"), ratio, at_least: None, at_most });
    rate.into_iter().chain(cost).collect()
}

/// The median latency, round by round.
fn quicker(scenario: Scenario, ours: Option<&Series>, other: Option<&Series>) -> Option<Claim> {
    let (ours, other) = (ours?, other?);
    let ratio = Ratio::of(&ours.medians, &other.medians)?;
    let what = format!("{}: median latency of {} to {}", scenario.name(), ours.name, other.name);
    Some(Claim { what, ratio, at_least: None, at_most: Some(0.1) })
}
