//! What goes wrong when: a seeded order of episodes, each followed by calm, and checkpoints between them.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use xtask::settings::Worker;

use crate::chance::Chance;
use crate::hooks::Post;
use crate::site::Site;
use crate::upstream::{CALM, Weather};

/// One thing that goes wrong for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Episode {
    /// 500, 502 and 503.
    Errors,
    /// 429.
    Storm,
    /// Connections are reset.
    Resets,
    /// Answers end in the middle.
    Cuts,
    /// No answer.
    Stalls,
    /// Wrong lengths, wrong JSON.
    Lies,
    /// Slow answers.
    Drips,
    /// Some of everything, of webhooks too.
    Mixed,
    /// Nothing gets through.
    Outage,
    /// Deliveries are lost, doubled and late.
    Post,
    /// The API server is killed.
    KillApi,
    /// The proxy is killed.
    KillProxy,
    /// Both are killed.
    KillBoth,
    /// One clock jumps so many seconds ahead; in the end the other follows.
    Ahead(Worker, i64),
    /// Both clocks jump so many seconds ahead.
    Jump(i64),
    /// Both clocks are set back so many seconds, which is less than an episode.
    Nudge(i64),
    /// Both clocks are set back by more, and both processes are killed and started again: in one that lives a Durable Object never sees
    /// time run backwards, so its clock would stand still until then.
    Back(i64),
}

/// Every episode once; a run goes through them in ever new orders.
pub const EPISODES: [Episode; 20] = [
    Episode::Errors,
    Episode::Storm,
    Episode::Resets,
    Episode::Cuts,
    Episode::Stalls,
    Episode::Lies,
    Episode::Drips,
    Episode::Mixed,
    Episode::Outage,
    Episode::Post,
    Episode::KillApi,
    Episode::KillProxy,
    Episode::KillBoth,
    Episode::Ahead(Worker::Api, 90),
    Episode::Ahead(Worker::Proxy, 120),
    Episode::Ahead(Worker::Api, FAR),
    Episode::Ahead(Worker::Proxy, FAR),
    Episode::Jump(600),
    Episode::Nudge(2),
    Episode::Back(900),
];

/// Beyond the window of signatures, within what the proxy corrects (proxy.md §5).
const FAR: i64 = 420;
/// How long clocks may differ by that: while they do, webhooks are refused, and of three attempts the first two are five seconds apart.
const FAR_LASTS: Duration = Duration::from_secs(3);
/// The calm before and after that, so that of no delivery both these attempts fail.
const FAR_CALM: Duration = Duration::from_secs(6);

impl Episode {
    /// Whether a process ends: then its memory begins anew.
    #[must_use]
    pub fn kills(self) -> bool {
        matches!(self, Self::KillApi | Self::KillProxy | Self::KillBoth | Self::Back(_))
    }

    /// Lets it happen for that long, and heals.
    ///
    /// # Errors
    /// If a process does not start again or a clock cannot be set.
    pub fn happen(self, site: &Site, chance: &mut Chance, lasts: Duration) -> Result<()> {
        site.upstream.set(self.weather());
        site.hooks.set(self.post());
        match self {
            Self::KillApi => kill(site, &[Worker::Api], chance, lasts)?,
            Self::KillProxy => kill(site, &[Worker::Proxy], chance, lasts)?,
            Self::KillBoth => kill(site, &[Worker::Proxy, Worker::Api], chance, lasts)?,
            Self::Ahead(worker, seconds) => {
                site.journal.fault("one clock jumps ahead, then the other");
                let (lasts, calm) =
                    if seconds == FAR { (lasts.min(FAR_LASTS), FAR_CALM) } else { (lasts, Duration::ZERO) };
                thread::sleep(calm);
                set_ahead(site, worker, seconds)?;
                thread::sleep(lasts);
                set_ahead(site, if worker == Worker::Api { Worker::Proxy } else { Worker::Api }, seconds)?;
                thread::sleep(calm);
            }
            Self::Jump(seconds) => {
                site.journal.fault("both clocks jump ahead");
                set_both_ahead(site, seconds)?;
                thread::sleep(lasts);
            }
            Self::Nudge(seconds) => {
                site.journal.fault("both clocks are set back a little");
                set_both_ahead(site, -seconds)?;
                thread::sleep(lasts);
            }
            Self::Back(seconds) => {
                site.journal.fault("both clocks are set back far, and both killed");
                set_both_ahead(site, -seconds)?;
                kill(site, &[Worker::Proxy, Worker::Api], chance, lasts)?;
            }
            _ => thread::sleep(lasts),
        }
        heal(site);
        Ok(())
    }

    fn weather(self) -> Weather {
        match self {
            Self::Errors => Weather { errors: 30, ..CALM },
            Self::Storm => Weather { storms: 40, ..CALM },
            Self::Resets => Weather { resets: 25, ..CALM },
            Self::Cuts => Weather { cuts: 25, ..CALM },
            Self::Stalls => Weather { stalls: 8, ..CALM },
            Self::Lies => Weather { lies: 25, ..CALM },
            Self::Drips => Weather { drips: 40, ..CALM },
            Self::Mixed => Weather { errors: 5, storms: 4, resets: 4, cuts: 4, stalls: 2, lies: 4, drips: 6 },
            Self::Outage => Weather { errors: 100, ..CALM },
            _ => CALM,
        }
    }

    fn post(self) -> Post {
        match self {
            Self::Post => Post { lost: 30, forgotten: 15, doubled: 30, late: 40 },
            Self::Mixed => Post { lost: 5, forgotten: 5, doubled: 10, late: 10 },
            _ => Post::default(),
        }
    }
}

/// From now on nothing goes wrong.
pub fn heal(site: &Site) {
    site.upstream.set(CALM);
    site.hooks.set(Post::default());
}

fn set_ahead(site: &Site, worker: Worker, seconds: i64) -> Result<()> {
    let clock = if worker == Worker::Api { &*site.api_clock } else { &site.proxy_clock };
    clock.set(clock.ahead() + seconds * 1_000)
}

fn set_both_ahead(site: &Site, seconds: i64) -> Result<()> {
    set_ahead(site, Worker::Api, seconds)?;
    set_ahead(site, Worker::Proxy, seconds)
}

fn kill(site: &Site, workers: &[Worker], chance: &mut Chance, lasts: Duration) -> Result<()> {
    let began = Instant::now();
    let down = Duration::from_millis(chance.between(0, 1_500)).min(lasts);
    site.kill(workers, down)?;
    thread::sleep(lasts.saturating_sub(began.elapsed()));
    Ok(())
}

/// The episodes of a run, one after the other, for ever.
#[derive(Debug)]
pub struct Plan {
    chance: Chance,
    bag: Vec<Episode>,
}

impl Plan {
    /// The plan of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { chance: Chance::new(seed, 3), bag: Vec::new() }
    }

    /// What goes wrong next.
    pub fn draw(&mut self) -> Episode {
        if self.bag.is_empty() {
            self.bag = EPISODES.to_vec();
            self.chance.shuffle(&mut self.bag);
        }
        self.bag.pop().unwrap_or(Episode::Errors)
    }

    /// The chance of what happens within episodes.
    pub fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_episodes_again_and_every_episode_in_its_turn() {
        let draw = |seed| {
            let mut plan = Plan::new(seed);
            (0..EPISODES.len()).map(|_| plan.draw()).collect::<Vec<_>>()
        };
        assert_eq!(draw(5), draw(5));
        assert_ne!(draw(5), draw(6));
        assert!(EPISODES.iter().all(|episode| draw(5).contains(episode)));
    }
}
