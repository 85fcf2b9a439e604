//! The proxy: ours beside what a good JavaScript team would write, and beside a Worker that only forwards.

mod server;
mod traffic;
mod upstream;

use std::time::Duration;

use anyhow::{Context, Result};
use xtask::build::{self, Part, Profile};
use xtask::{setup, terminal};

use crate::benchmark::Benchmark;
use crate::claim::{Aim, Better, Claim, Side};
use crate::load::Load;
use crate::report::{Fact, Report, Row};
use crate::rounds::{self, Contender, Schedule, Series};
use crate::server::Server;
use server::Proxy;
use traffic::Requests;
use upstream::Upstream;

pub use traffic::Scenario;

/// How long the slow upstream takes.
const SLOW: Duration = Duration::from_millis(50);
/// How often each proxy is started to see how long that takes.
const STARTS: usize = 9;
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
        Self { scenarios: Scenario::ALL.to_vec(), schedule: Schedule::WHOLE, starts: STARTS, inspector: None }
    }

    /// Everything once and tiny: that it still works, not how fast it is.
    #[must_use]
    pub fn smoke() -> Self {
        Self { schedule: Schedule::SMOKE, starts: 1, ..Self::whole() }
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
    let mut report = Report::new(Benchmark::Proxy, options.schedule);
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

/// Starts every proxy several times, in turns, and keeps the last of each.
fn start(options: &Options, signed: &Upstream, open: &Upstream, report: &mut Report) -> Result<Vec<Running>> {
    let step = terminal::step("start");
    let mut running = Vec::new();
    let mut times = Proxy::ALL.map(|_| Vec::new());
    for round in 1..=options.starts {
        step.progress(&format!("round {round} of {}", options.starts));
        for index in rounds::order(round, Proxy::ALL.len()) {
            let proxy = Proxy::ALL[index];
            let upstream = if proxy.is_a_proxy() { signed } else { open };
            let inspector =
                options.inspector.as_deref().filter(|_| proxy == Proxy::Stateless && round == options.starts);
            let (server, time) = proxy.start(&upstream.origin(), inspector)?;
            times[index].push(time);
            if round == options.starts {
                running.push(Running { proxy, server });
            }
        }
    }
    let mut sizes = Vec::new();
    for (proxy, times) in Proxy::ALL.into_iter().zip(&times) {
        let size = u32::try_from(proxy.bundle_size()?).context("a bundle beyond 4 GB")?;
        let size = Side::exact(proxy.name(), f64::from(size) / 1e3);
        let time = Side::measured(proxy.name(), times);
        report.facts.push(Fact::new(format!("{}: process start to first answer, ms", proxy.name()), time.figure));
        report.facts.push(Fact::new(format!("{}: bundle, KB gzip", proxy.name()), size.figure));
        sizes.push((proxy, size, time));
    }
    report.claims.extend(beside(&sizes));
    step.done("");
    Ok(running)
}

/// What is deployed, and how long it takes to its first answer, beside the peer's.
fn beside(sizes: &[(Proxy, Side, Side)]) -> Vec<Claim> {
    let find = |wanted| sizes.iter().find(|(proxy, ..)| *proxy == wanted);
    let (Some((_, our_size, our_time)), Some((_, size, time))) = (find(Proxy::Stateless), find(Proxy::Hono)) else {
        return Vec::new();
    };
    let start = Claim::new("start", "to the first answer, ms", Better::Less, our_time.clone(), time.clone());
    vec![start, Claim::new("bundle", "KB gzip", Better::Less, our_size.clone(), size.clone())]
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
    report.claims.extend(claims(scenario, &series));
    step.done("");
    Ok(())
}

/// Ours beside the peer's, and beside the limit where there is one.
fn claims(scenario: Scenario, series: &[Series]) -> Vec<Claim> {
    let find = |proxy: Proxy| series.iter().find(|series| series.name == proxy.name());
    let ahead = |ours, other, at_least| {
        let both = find(ours).zip(find(other)).into_iter();
        both.flat_map(move |(ours, other)| ours.ahead(scenario.name(), other, at_least)).collect::<Vec<_>>()
    };
    match scenario {
        Scenario::Pass => {
            let mut claims = ahead(Proxy::Stateless, Proxy::Hono, Some(1.25));
            claims.extend(ahead(Proxy::Stateless, Proxy::Bare, Some(0.7)));
            claims
        }
        Scenario::Refusal => ahead(Proxy::Stateless, Proxy::Hono, Some(1.5)),
        Scenario::Cached => find(Proxy::Hubs).zip(find(Proxy::Hono)).into_iter().map(quicker).collect(),
        Scenario::Miss => ahead(Proxy::Hubs, Proxy::Hono, None),
    }
}

/// The median latency of a page that is read again, round by round.
fn quicker((ours, other): (&Series, &Series)) -> Claim {
    let [ours, other] = [ours, other].map(|series| Side::measured(&series.name, &series.medians));
    Claim::new(Scenario::Cached.name(), "median latency, µs", Better::Less, ours, other).aim(Aim::RatioAtMost(0.1))
}
