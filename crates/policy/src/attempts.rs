//! How often and how upstream is asked for one call (proxy.md §5), as a machine without clock or sockets.
//!
//! ```text
//! Attempts::begin ──▶ next ──▶ the Worker signs, sends, waits ──▶ judge ──▶ Again { wait } ──▶ next …
//!                                                                      └──▶ Final(Exchange)
//! ```
//!
//! A GET and an unconditional change are made again after 429, 502, 503, 504 and a lost connection, while the deadline allows it;
//! everything else only after upstream has definitely refused it. A refusal of the signature or of its time is corrected once
//! each: by the other credential, by upstream's own clock. Upstream checks those before it counts a request, so neither
//! correction uses the budget.

mod http_date;

use helpthread_core::{error::ErrorCode, rate_limit::RateLimit, retry};

use crate::{
    call::Call,
    hub::Exchange,
    upstream::{Answered, DEADLINE_MILLISECONDS, Upstream},
};

/// How often a call is sent at most where no hub says otherwise.
pub const MOST: u8 = 3;
/// How far upstream's clock may be away from ours, in seconds; what is further away is a wrong clock that somebody must set.
pub const MAX_SKEW: i64 = 10 * 60;

/// One of the two configured credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Credential {
    /// `HELPTHREAD_WORKSPACE_KEY` and `…_SECRET`.
    #[default]
    Current,
    /// The same two with `_PREVIOUS`.
    Previous,
}

/// What earlier calls have learnt about upstream; kept in memory only, where losing it costs one correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Learnt {
    /// The credential that upstream takes.
    pub credential: Credential,
    /// Upstream's clock minus ours, in seconds, as far as that has mattered.
    pub skew: i64,
}

/// One request to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// Who signs it.
    pub credential: Credential,
    /// The timestamp to sign with, in unix seconds.
    pub timestamp: i64,
    /// How long it may take, the answer's body included, in milliseconds.
    pub milliseconds: u32,
}

/// What follows from an attempt.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Ask again after waiting.
    Again {
        /// Milliseconds; 0 for a correction.
        wait: u32,
    },
    /// That is it.
    Final(Box<Exchange>),
}

/// What asking a second time does where the first may have been applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repetition {
    /// It may be applied twice.
    Harmful,
    /// Upstream applies it once, because it remembers the key.
    HarmlessUnderItsKey,
    /// Once and twice are the same.
    Harmless,
}

/// One call, from its first attempt to its last.
#[derive(Debug)]
pub struct Attempts {
    repetition: Repetition,
    has_previous: bool,
    most: u8,
    /// Requests that left.
    sent: u8,
    /// Those of them that used the budget.
    counted: u8,
    /// Unix milliseconds.
    began: i64,
    learnt: Learnt,
    /// The refusals that have been answered by a correction, each once.
    corrected: Vec<ErrorCode>,
    rate_limit: Option<RateLimit>,
    /// What the client is told of, should no later attempt tell more: a reply that was repeated may have been applied the first time.
    lost: Option<Upstream>,
    /// The last answer was not a refusal of the credential.
    accepted: bool,
}

impl Learnt {
    /// What a fresh isolate knows.
    pub const NOTHING: Self = Self { credential: Credential::Current, skew: 0 };
}

impl Attempts {
    /// Begins a call at `now` (unix milliseconds) that may use `most` requests of the budget, at least one.
    ///
    /// `under_a_key` says that it goes out with an `Idempotency-Key` that upstream honours; `has_previous` that there is a second
    /// credential.
    pub fn begin(call: &Call, under_a_key: bool, has_previous: bool, most: u8, learnt: Learnt, now: i64) -> Self {
        Self {
            repetition: match (call.may_be_repeated(), under_a_key) {
                (true, _) => Repetition::Harmless,
                (false, true) => Repetition::HarmlessUnderItsKey,
                (false, false) => Repetition::Harmful,
            },
            has_previous,
            most,
            sent: 0,
            counted: 0,
            began: now,
            learnt,
            corrected: Vec::new(),
            rate_limit: None,
            lost: None,
            accepted: false,
        }
    }

    /// The request to make at `now` (unix milliseconds).
    pub fn next(&self, now: i64) -> Attempt {
        Attempt {
            credential: self.learnt.credential,
            timestamp: now.div_euclid(1_000).saturating_add(self.learnt.skew),
            milliseconds: self.remaining(now),
        }
    }

    /// Judges what came of it at `now` (unix milliseconds); `random` is any 32 random bits.
    pub fn judge(&mut self, mut upstream: Upstream, now: i64, random: u32) -> Verdict {
        self.sent = self.sent.saturating_add(1);
        let status = if let Upstream::Answered(answered) = &mut upstream {
            answered.turn_back(self.learnt.skew);
            self.rate_limit = answered.rate_limit().or(self.rate_limit);
            if answered.status == 401 && self.remaining(now) > 0 && self.corrects(answered, now) {
                return Verdict::Again { wait: 0 };
            }
            Some(answered.status)
        } else {
            None
        };
        self.accepted = status.is_some_and(|status| status != 401);
        self.counted = self.counted.saturating_add(1);
        match self.wait(&upstream, now, random) {
            Some(wait) => {
                if self.repetition == Repetition::HarmlessUnderItsKey && status != Some(429) {
                    self.lost.get_or_insert(upstream);
                }
                Verdict::Again { wait }
            }
            None => Verdict::Final(Box::new(Exchange {
                // Refused before it was looked at, and before it was looked up under its key.
                upstream: self.lost.take().filter(|_| matches!(status, Some(401 | 403 | 429))).unwrap_or(upstream),
                attempts: self.sent,
                rate_limit: self.rate_limit,
                milliseconds: self.elapsed(now),
            })),
        }
    }

    /// What later calls should begin with, if this one had to correct something and upstream took that.
    pub fn learnt(&self) -> Option<Learnt> {
        (self.accepted && !self.corrected.is_empty()).then_some(self.learnt)
    }

    /// Whether something can be corrected that upstream has refused; then it is.
    fn corrects(&mut self, answered: &Answered, now: i64) -> bool {
        let Some(refusal) = answered.refusal().filter(|refusal| !self.corrected.contains(&refusal.code)) else {
            return false;
        };
        match refusal.code {
            ErrorCode::InvalidSignature if self.has_previous => {
                self.learnt.credential = match self.learnt.credential {
                    Credential::Current => Credential::Previous,
                    Credential::Previous => Credential::Current,
                };
            }
            ErrorCode::TimestampOutOfRange => {
                let theirs = answered.date.as_deref().and_then(http_date::parse);
                let skew = theirs.map(|theirs| theirs.saturating_sub(now.div_euclid(1_000)));
                let Some(skew) = skew.filter(|skew| skew.abs() <= MAX_SKEW) else { return false };
                self.learnt.skew = skew;
            }
            _ => return false,
        }
        self.corrected.push(refusal.code);
        true
    }

    /// How long to wait before asking again, in milliseconds; none when that is no use or does harm.
    fn wait(&self, upstream: &Upstream, now: i64, random: u32) -> Option<u32> {
        let reset = match upstream {
            // A definite refusal: nothing was applied, whatever the method.
            Upstream::Answered(answered) if answered.status == 429 => {
                answered.reset.as_deref().and_then(|text| text.trim().parse().ok())
            }
            Upstream::Answered(Answered { status: 502..=504, .. }) | Upstream::Failed
                if self.repetition != Repetition::Harmful =>
            {
                None
            }
            _ => return None,
        };
        let remaining = self.remaining(now);
        let beyond = |reset: i64| reset.saturating_mul(1_000).saturating_sub(now) >= i64::from(remaining);
        if self.counted >= self.most || reset.is_some_and(beyond) {
            return None;
        }
        let delay = retry::delay(self.counted.into(), reset, now, random)?;
        u32::try_from(delay.as_millis()).ok().filter(|wait| *wait < remaining)
    }

    fn elapsed(&self, now: i64) -> u32 {
        u32::try_from(now.saturating_sub(self.began).max(0)).unwrap_or(u32::MAX)
    }

    fn remaining(&self, now: i64) -> u32 {
        DEADLINE_MILLISECONDS.saturating_sub(self.elapsed(now))
    }
}
