//! The API server: its five operations in workspaces of three sizes, and the two lists beside the peer's.
//!
//! One process of each server holds all sizes, so that a ratio between sizes or servers compares nothing else.

mod peer;
mod population;
mod tenant;
mod traffic;

use std::time::Duration;

use anyhow::{Context, Result};
use xtask::build::{self, Part, Profile};
use xtask::settings::ADMIN_TOKEN;
use xtask::{setup, terminal};

use crate::figures::Ratio;
use crate::load::Load;
use crate::report::{Claim, Report, Row};
use crate::rounds::{self, Contender, Schedule, Series};
use crate::server::{Program, Server};
use population::Population;
use tenant::Tenant;
use traffic::Requests;

pub use traffic::Operation;

/// What a page may cost in the largest workspace, as a multiple of what it costs in the smallest.
const MAX_GROWTH: f64 = 1.3;
/// How many rounds the warm-up of an operation takes.
const WARM_UP: u32 = 4;
/// Our server's name in the report.
const OURS: &str = "HelpThread Edge";
/// The peer's.
const PEER: &str = "Hono";

/// What is measured, and how long.
#[derive(Debug, Clone)]
pub struct Options {
    /// Conversations per workspace, in ascending order.
    pub sizes: Vec<usize>,
    /// The operations.
    pub operations: Vec<Operation>,
    /// Rounds and load.
    pub schedule: Schedule,
    /// Where V8's inspector of our server listens, to take a profile meanwhile.
    pub inspector: Option<String>,
}

impl Options {
    /// The measurement whose ratios are published.
    #[must_use]
    pub fn whole() -> Self {
        let load = Load { connections: 16, duration: Duration::from_secs(1) };
        let schedule = Schedule { rounds: 9, load };
        Self { sizes: vec![1_000, 100_000, 1_000_000], operations: Operation::ALL.to_vec(), schedule, inspector: None }
    }

    /// Everything once and tiny: that it still works, not how fast it is.
    #[must_use]
    pub fn smoke() -> Self {
        let load = Load { connections: 4, duration: Duration::from_millis(20) };
        Self { sizes: vec![400, 800], schedule: Schedule { rounds: 1, load }, ..Self::whole() }
    }
}

/// Builds, fills and measures both servers.
///
/// # Errors
/// If something does not build or start, or an answer is not as expected.
pub fn run(options: &Options) -> Result<Report> {
    setup::toolchain()?;
    build::build(&[Part::Api], Profile::Release)?;
    peer::build()?;
    let environment = [("SANDBOX", "true"), ("ADMIN_TOKEN", ADMIN_TOKEN)];
    let inspector = options.inspector.as_deref();
    let program = Program {
        config: "api/workerd.capnp",
        constant: "config",
        environment: &environment,
        inspector,
        objects: true,
    };
    let ours = Server::start(program)?;
    let peer = peer::start()?;
    let (mut our_tenants, mut peer_tenants) = (Vec::new(), Vec::new());
    for population in options.sizes.iter().copied().map(Population::new) {
        let step = terminal::step(format!("import {} conversations", population.size()));
        our_tenants.push(Tenant::of_ours(&ours, population)?);
        peer_tenants.push(Tenant::of_peer(&peer, population)?);
        step.done("");
    }
    warm_up(&our_tenants, &peer_tenants, options.schedule)?;
    let mut report = Report::new("api", options.schedule);
    for operation in options.operations.iter().copied() {
        let peers = if operation.is_list() { peer_tenants.as_slice() } else { &[] };
        measure(operation, &our_tenants, peers, options.schedule, &mut report)?;
    }
    Ok(report)
}

/// Every list on both servers for a while, which does not count: V8 compiles what is hot, WebAssembly most of all, better and
/// better over the first seconds.
fn warm_up(ours: &[Tenant], peers: &[Tenant], schedule: Schedule) -> Result<()> {
    let step = terminal::step("warm up");
    let load = Load { duration: schedule.load.duration * WARM_UP, ..schedule.load };
    for operation in Operation::ALL.into_iter().filter(|operation| operation.is_list()) {
        let smallest = ours.iter().take(1).map(|our| contender(OURS, operation, our));
        let contenders: Vec<_> =
            smallest.chain(peers.iter().take(1).map(|peer| contender(PEER, operation, peer))).collect();
        rounds::run(&contenders, Schedule { rounds: 0, load }, |_| ())?;
    }
    step.done("");
    Ok(())
}

fn measure(
    operation: Operation,
    ours: &[Tenant],
    peers: &[Tenant],
    schedule: Schedule,
    report: &mut Report,
) -> Result<()> {
    let step = terminal::step(operation.name());
    // A size's two servers follow each other, so that what they are compared by lies close together.
    let mut contenders = Vec::new();
    for (index, our) in ours.iter().enumerate() {
        contenders.push(contender(OURS, operation, our));
        contenders.extend(peers.get(index).map(|peer| contender(PEER, operation, peer)));
    }
    let progress = |round| step.progress(&format!("round {round} of {}", schedule.rounds));
    let series = rounds::run(&contenders, schedule, progress)?;
    report.rows.extend(series.iter().map(|series| Row::of(operation.name(), series)));
    let find = |server: &str, tenant: &Tenant| {
        let name = name(server, tenant);
        series.iter().find(|series| series.name == name).with_context(|| format!("{name} was not measured"))
    };
    for (our, peer) in ours.iter().zip(peers) {
        report.claims.extend(ahead(operation, our, find(OURS, our)?, find(PEER, peer)?));
    }
    if let ([smallest, .., largest], true) = (ours, operation.is_list()) {
        for (server, bound) in [(OURS, Some(MAX_GROWTH)), (PEER, None)] {
            report.claims.extend(growth(operation, bound, find(server, smallest)?, find(server, largest)?));
        }
    }
    step.done("");
    Ok(())
}

fn contender(server: &str, operation: Operation, tenant: &Tenant) -> Contender {
    let requests = Requests::new(operation, tenant);
    let before = requests.different();
    Contender { before, ..Contender::new(name(server, tenant), tenant.server, tenant.process, requests) }
}

fn name(server: &str, tenant: &Tenant) -> String {
    format!("{server}, {}", tenant.population.size())
}

/// Requests per second, and processor time, whose rounds agree where the first disagree on a machine that has other work.
fn ahead(operation: Operation, tenant: &Tenant, ours: &Series, peer: &Series) -> impl Iterator<Item = Claim> {
    let of = |what: &str| format!("{}, {}: {what} of {OURS} to {PEER}", operation.name(), tenant.population.size());
    let rate = Ratio::of(&ours.rates, &peer.rates);
    let rate = rate.map(|ratio| Claim { what: of("requests/s"), ratio, at_least: Some(1.0), at_most: None });
    let cost = Ratio::of(&ours.costs, &peer.costs);
    let cost = cost.map(|ratio| Claim { what: of("processor time"), ratio, at_least: None, at_most: Some(1.0) });
    rate.into_iter().chain(cost)
}

/// What a request costs in the largest workspace: the inverse of the rate, and processor time.
fn growth(operation: Operation, at_most: Option<f64>, small: &Series, large: &Series) -> impl Iterator<Item = Claim> {
    let claim = move |what: &str, ratio: Option<Ratio>| {
        let what = format!("{}: {what} of {} to {}", operation.name(), large.name, small.name);
        ratio.map(|ratio| Claim { what, ratio, at_least: None, at_most })
    };
    let time = claim("time per request", Ratio::of(&small.rates, &large.rates));
    time.into_iter().chain(claim("processor time", Ratio::of(&large.costs, &small.costs)))
}
