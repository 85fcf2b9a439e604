//! Both hubs between clients and a HelpThread that fails: thousands of interleavings of requests, webhooks, lost messages,
//! evictions, clock jumps and outages per run, each from a seed.
//!
//! What must hold, whatever happens: no row of another customer's and no assignee for customers; no page that is older than
//! what was acknowledged before it was asked for; every request answered; no reply applied twice; followers see every change
//! in order, or are told to reload; the request limit is never exceeded; nothing stays on disk for ever.
//!
//! A failure prints its seed. `SIMULATION_SEED=… cargo test -p helpthread-policy --test simulation` repeats it;
//! `SIMULATION_TRACE=1` prints every step of it, and `SIMULATION_RUNS=…` says how many seeds are tried.

mod chance;
mod clients;
mod objects;
mod plan;
mod traffic;
mod upstream;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use world::World;

const RUNS: u64 = 2_000;
const MINUTE: i64 = 60_000;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

#[derive(Default)]
struct Total {
    pages: BTreeMap<u16, u32>,
    writes: BTreeMap<u16, u32>,
    frames: u32,
}

impl Total {
    fn add(&mut self, other: Self) {
        for (mine, theirs) in [(&mut self.pages, other.pages), (&mut self.writes, other.writes)] {
            for (status, count) in theirs {
                *mine.entry(status).or_default() += count;
            }
        }
        self.frames += other.frames;
    }
}

fn simulate(seed: u64, total: &mut Total) {
    let mut world = World::new(seed);
    let length = i64::from(world.plan.happenings) * i64::try_from(world.plan.pause).unwrap();
    world.run(length + MINUTE);
    if world.plan.is_exact() {
        assert_eq!(world.model.refused, 0, "the request limit was exceeded");
    }
    // Peace: everything that was under way arrives.
    (world.plan.lost, world.plan.evicted, world.plan.failing) = (0, 0, 0);
    world.run(5 * MINUTE);
    if world.plan.webhooks {
        world.clients.judge_views(&world.model);
    }
    world.clients.judge_end();
    for object in &world.customers {
        assert!(object.disk.len() < 1_000, "{} records", object.disk.len());
    }
    // A day and a bit later only what never expires is left: the write epoch.
    world.run(26 * 60 * MINUTE);
    for object in &world.customers {
        assert!(object.disk.is_empty(), "kept for ever: {:?}", object.disk.keys().collect::<Vec<_>>());
    }
    let kept: Vec<_> = world.workspace.disk.keys().collect();
    assert!(kept.len() <= 2, "kept for ever: {kept:?}");
    for (status, count) in &world.clients.pages {
        *total.pages.entry(*status).or_default() += count;
    }
    for (status, count) in &world.clients.writes {
        *total.writes.entry(*status).or_default() += count;
    }
    total.frames += world.clients.frames;
}

/// Simulates each of these seeds; names the one that fails.
fn simulate_all(seeds: impl Iterator<Item = u64>) -> Total {
    let mut total = Total::default();
    for seed in seeds {
        let run = catch_unwind(AssertUnwindSafe(|| simulate(seed, &mut total)));
        if let Err(panic) = run {
            eprintln!("again: SIMULATION_SEED={seed} cargo test -p helpthread-policy --test simulation");
            resume_unwind(panic);
        }
    }
    total
}

#[test]
fn whatever_happens_the_invariants_hold() {
    let seeds = match setting("SIMULATION_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..setting("SIMULATION_RUNS").unwrap_or(RUNS),
    };
    let runs = u32::try_from(seeds.end - seeds.start).unwrap();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut total = Total::default();
    thread::scope(|scope| {
        let lanes: Vec<_> = (seeds.start..)
            .take(cores)
            .map(|first| scope.spawn(move || simulate_all((first..seeds.end).step_by(cores))))
            .collect();
        for lane in lanes {
            total.add(lane.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    println!("pages {:?}, writes {:?}, {} frames", total.pages, total.writes, total.frames);
    // A simulation in which nothing ever succeeds, or nothing ever fails, proves nothing.
    if runs > 1 {
        assert!(total.pages[&200] > 5 * runs && total.writes[&201] > runs / 2 && total.frames > runs / 2);
        assert!(total.pages.contains_key(&429) && total.pages.contains_key(&502) && total.writes.contains_key(&502));
    }
}
