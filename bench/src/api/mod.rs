//! The API server: its five operations in workspaces of three sizes, and the two lists beside the peer's.
//!
//! One process of each server holds all sizes, so that a ratio between sizes or servers compares nothing else.

mod peer;
mod population;
mod tenant;
mod traffic;

use std::thread;

use anyhow::{Context, Result, anyhow};
use xtask::build::{self, Part, Profile};
use xtask::settings::ADMIN_TOKEN;
use xtask::{setup, terminal};

use crate::benchmark::Benchmark;
use crate::claim::{Aim, Better, Claim, Side, grouped};
use crate::load::Load;
use crate::report::{Report, Row};
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
        let (sizes, operations) = (vec![1_000, 100_000, 1_000_000], Operation::ALL.to_vec());
        Self { sizes, operations, schedule: Schedule::WHOLE, inspector: None }
    }

    /// Everything once and tiny: that it still works, not how fast it is.
    #[must_use]
    pub fn smoke() -> Self {
        Self { sizes: vec![400, 800], schedule: Schedule::SMOKE, ..Self::whole() }
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
        // Both at once: nothing is measured yet.
        let (of_ours, of_peer) = thread::scope(|scope| {
            let of_peer = scope.spawn(|| Tenant::of_peer(&peer, population));
            (Tenant::of_ours(&ours, population), of_peer.join())
        });
        our_tenants.push(of_ours?);
        peer_tenants.push(of_peer.map_err(|_| anyhow!("the import panicked"))??);
        step.done("");
    }
    warm_up(&our_tenants, &peer_tenants, options.schedule)?;
    let mut report = Report::new(Benchmark::Api, options.schedule);
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
        let detail = ours.last().is_some_and(|largest| largest.population.size() != our.population.size());
        let claims = find(OURS, our)?.ahead(operation.name(), find(PEER, peer)?, Some(1.0));
        report.claims.extend(claims.map(|claim| claim.detail_if(detail)));
    }
    if let ([smallest, .., largest], true) = (ours, operation.is_list()) {
        for server in [OURS, PEER] {
            report.claims.extend(growth(operation, server == OURS, find(server, smallest)?, find(server, largest)?));
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
    format!("{server}, {} conversations", grouped(tenant.population.size()))
}

/// What a request costs in the largest workspace: the inverse of the rate, and processor time. The peer's growth is told beside ours,
/// and nothing is asked of it.
fn growth(operation: Operation, is_ours: bool, small: &Series, large: &Series) -> impl Iterator<Item = Claim> {
    let time = |series: &Series| series.rates.iter().map(|rate| 1e6 / rate).collect::<Vec<_>>();
    let claim = move |measure, values: [&[f64]; 2]| {
        let [large, small] = [Side::measured(&large.name, values[0]), Side::measured(&small.name, values[1])];
        let better = if is_ours { Better::Less } else { Better::Neither };
        let aim = is_ours.then_some(Aim::RatioAtMost(MAX_GROWTH));
        Claim::new(operation.name(), measure, better, large, small).aim(aim).detail_if(!is_ours)
    };
    let claims = [
        claim("time per request, µs", [&time(large), &time(small)]),
        claim("processor time, µs", [&large.costs, &small.costs]),
    ];
    claims.into_iter().filter(|claim| claim.ratio().is_some())
}
