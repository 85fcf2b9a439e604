//! `cargo xtask soak`: proxy, API server and live sockets under mixed load for a quarter of an hour, while upstream errs, connections
//! break, processes are killed and clocks jump.
//!
//! ```text
//! plan ──▶ site     the Workers in workerd, with clocks of their own
//!          upstream the gate between proxy and API server: errors, resets, stalls, lies
//!          hooks    the gate of webhooks: lost, doubled, late
//! load ──▶ ask      every request; every answer has to be one that the contract names
//!          ledger   everything that was acknowledged
//! truth    checkpoints: it is read back from the API server, through the proxy, and on open sockets
//! disk     in the end: every message once
//! memory   flat while a process lives
//! ```
//!
//! A seed gives the same plan and the same clients again; how their threads meet is the machine's.
#![forbid(unsafe_code)]

pub mod ask;
pub mod chance;
pub mod clock;
pub mod disk;
pub mod hooks;
pub mod journal;
pub mod ledger;
pub mod load;
pub mod memory;
pub mod plan;
mod relay;
pub mod report;
pub mod site;
pub mod truth;
pub mod upstream;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use xtask::settings::Worker;

use crate::chance::Chance;
use crate::journal::Journal;
use crate::ledger::Ledger;
use crate::load::{Crowd, Load};
use crate::memory::Memory;
use crate::plan::{EPISODES, Plan};
use crate::report::Report;
use crate::site::Site;
use crate::truth::Checked;

/// A run that lasts so long has a process that lives long enough for its memory to be judged.
const JUDGES_MEMORY: Duration = Duration::from_mins(12);

/// What a run is made of.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of plan and clients.
    pub seed: u64,
    /// How long things go wrong, the last checkpoint comes after that; none for until every episode has been there once. In a run that
    /// lasts nobody is killed in the middle half, so that a process lives long enough to judge its memory.
    pub lasts: Option<Duration>,
    /// How long one episode lasts, and the calm after it.
    pub pace: (Duration, Duration),
    /// Episodes between checkpoints.
    pub checkpoint_every: usize,
    /// Whether to say what happens while it does.
    pub tells: bool,
}

impl Options {
    /// The whole run.
    #[must_use]
    pub fn whole(minutes: u64, seed: u64) -> Self {
        let pace = (Duration::from_secs(10), Duration::from_secs(4));
        Self { seed, lasts: Some(Duration::from_mins(minutes)), pace, checkpoint_every: 10, tells: true }
    }

    /// Every episode once, each for a moment.
    #[must_use]
    pub fn short(seed: u64) -> Self {
        let pace = (Duration::from_millis(700), Duration::from_millis(300));
        Self { seed, lasts: None, pace, checkpoint_every: usize::MAX, tells: false }
    }
}

/// Lets it all happen.
///
/// # Errors
/// If something does not start, or the disk cannot be read. What should not have been is in the report.
pub fn run(options: &Options) -> Result<Report> {
    let (journal, ledger, memory) = (Arc::new(Journal::default()), Ledger::default(), Memory::default());
    let crowd = Crowd::USUAL;
    let site = Site::start(options.seed, crowd.agents, &journal)?;
    let customers: Vec<String> = (1..=crowd.customers).map(|number| format!("cus_soak{number:02}")).collect();
    for number in 0..crowd.conversations {
        for customer in &customers {
            load::begin(&site, &ledger, customer, &format!("first-{number}"));
        }
    }
    let load = Load::new(&site, &ledger, customers, crowd, options.seed);
    let (began, runs) = (Instant::now(), AtomicBool::new(true));
    let checkpoints = thread::scope(|scope| {
        load.begin(scope, crowd);
        scope.spawn(|| {
            while runs.load(Ordering::SeqCst) {
                memory.sample(&site);
                thread::sleep(Duration::from_secs(1));
            }
        });
        let checkpoints = direct(options, &load, began);
        load.end();
        runs.store(false, Ordering::SeqCst);
        checkpoints
    })?;
    let lasted = began.elapsed();
    was_it_a_soak(&journal, load.sockets(), options.lasts.is_some());
    site.stop()?;
    for worker in [Worker::Api, Worker::Proxy] {
        look_at_the_log(&journal, worker, &site.log(worker));
    }
    let messages = disk::count(&site.storage(Worker::Api), &ledger, &journal)?;
    let [api, proxy] = [Worker::Api, Worker::Proxy].map(|worker| disk::size(&site.storage(worker)));
    disk::is_bounded(&journal, api, proxy, crowd.customers);
    let trends = memory.trends();
    for trend in trends.iter().filter(|trend| trend.grows()) {
        journal.found(&format!("memory grows: {trend}"));
    }
    let judged = trends.iter().filter(|trend| trend.thirds.is_some()).count();
    if cfg!(target_os = "linux") && options.lasts.is_some_and(|lasts| lasts >= JUDGES_MEMORY) && judged < 2 {
        journal.found(&format!("the memory of {judged} processes was judged, and not of both"));
    }
    Ok(Report {
        seed: options.seed,
        lasted,
        answers: journal.answers(),
        faults: journal.faults(),
        clocks_jump: site.proxy_clock.environment().next().is_some(),
        sockets: load.sockets(),
        deliveries: site.hooks.counts(),
        checkpoints,
        conversations: ledger.conversations().len(),
        messages,
        trends,
        disks: (api, proxy),
        findings: journal.findings(),
    })
}

/// One episode after the other, and checkpoints, until the time is over.
fn direct(options: &Options, load: &Load<'_>, began: Instant) -> Result<Vec<Checked>> {
    let (mut plan, mut chance) = (Plan::new(options.seed), Chance::new(options.seed, 4));
    let (mut checkpoints, mut episodes) = (Vec::new(), 0_usize);
    thread::sleep(options.pace.1);
    loop {
        let part = options.lasts.map(|lasts| began.elapsed().as_secs_f64() / lasts.as_secs_f64());
        if part.map_or(episodes == EPISODES.len(), |part| part >= 1.0) {
            break;
        }
        let episode = plan.draw();
        if episode.kills() && part.is_some_and(|part| (0.25..0.8).contains(&part)) {
            continue;
        }
        if options.tells {
            eprintln!("{:7.1} s  {episode:?}", load.site.journal.seconds());
        }
        episode.happen(load.site, plan.chance(), options.pace.0)?;
        thread::sleep(options.pace.1);
        episodes += 1;
        if episodes.is_multiple_of(options.checkpoint_every) {
            checkpoints.push(checkpoint(options, load, &mut chance, 40));
        }
    }
    plan::heal(load.site);
    checkpoints.push(checkpoint(options, load, &mut chance, usize::MAX));
    Ok(checkpoints)
}

fn checkpoint(options: &Options, load: &Load<'_>, chance: &mut Chance, again: usize) -> Checked {
    load.pause();
    let checked = truth::check(load, chance, again);
    if options.tells {
        let count = load.site.journal.count();
        eprintln!("{:7.1} s  checkpoint {checked:?}, {count} findings", load.site.journal.seconds());
    }
    load.resume();
    checked
}

/// A run in which nothing succeeded would find nothing either.
fn was_it_a_soak(journal: &Journal, sockets: (usize, usize), is_long: bool) {
    let expected = [
        ("history, proxy", "200"),
        ("list, proxy", "200"),
        ("reply, proxy", "201"),
        ("change, proxy", "200"),
        ("list, API server", "200"),
        ("history, API server", "200"),
        ("reply, API server", "201"),
        ("inbound, API server", "201"),
        ("reply again, proxy", "201"),
        ("webhook to the proxy", "204"),
        ("socket, frames", "conversation"),
    ];
    let rare = [
        ("history after a write, proxy", "200"),
        ("change under If-Match, proxy", "200"),
        ("change under If-Match, proxy", "409 conflict"),
    ];
    for (kind, answer) in expected.into_iter().chain(rare.into_iter().filter(|_| is_long)) {
        if journal.count_of(kind, answer) == 0 {
            journal.found(&format!("nobody was answered {answer}: {kind}"));
        }
    }
    if sockets.1 == 0 {
        journal.found("no socket was resumed");
    }
}

/// What a Worker prints when its code has broken.
fn look_at_the_log(journal: &Journal, worker: Worker, log: &str) {
    // A panic of the proxy, its storage's refusals, a fault of the API server, and what no code of ours has caught.
    const BROKEN: [&str; 5] = [r#""event":"panic""#, "storage_failed", r#""fault":"#, "RuntimeError", "unreachable"];
    for line in log.lines().filter(|line| BROKEN.iter().any(|word| line.contains(word))).take(5) {
        journal.found(&format!("the {} says: {line}", worker.name()));
    }
}
