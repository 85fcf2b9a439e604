//! What widgets ask a proxy: histories, with session tokens minted as a host's back end mints them, and what must come back.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Result, anyhow, ensure};
use helpthread_core::id::{AgentId, CustomerId};
use helpthread_core::secret::Secret;
use helpthread_core::session::{Claims, MAX_LIFETIME, SessionSecret, Subject, mint};
use xtask::settings::SESSION_SECRET;

use super::upstream::ROWS;
use crate::http::{Answer, Request};
use crate::load::Traffic;

/// The origin of the page that the widget is on.
pub(super) const ORIGIN: &str = "http://127.0.0.1:8787";
/// How many customers are asked for in turn.
const CUSTOMERS: usize = 16;
/// How many agents ask in turn: each may read a customer's history 600 times a minute.
const AGENTS: usize = 100;
/// After this tokens are minted anew.
const TOKEN_AGE: Duration = Duration::from_mins(5);

/// What is asked, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// A customer's own history, from an upstream that answers at once.
    Pass,
    /// The same with a token whose signature is wrong.
    Refusal,
    /// Few histories, again and again by agents, from an upstream that takes 50 ms.
    Cached,
    /// Every history is another customer's, so that no hub has it.
    Miss,
}

impl Scenario {
    /// Every scenario.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Refusal, Self::Cached, Self::Miss];

    /// What the report calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "verify, sign, forward",
            Self::Refusal => "refuse a token",
            Self::Cached => "read again, upstream takes 50 ms",
            Self::Miss => "read for the first time",
        }
    }
}

/// The requests of one scenario to one contender.
pub(super) struct Requests {
    scenario: Scenario,
    /// Whether the contender redacts; the limit does not even look.
    redacts: bool,
    tokens: Mutex<Tokens>,
}

/// Whose token, and who may not see who is in charge.
struct Tokens {
    secret: SessionSecret,
    minted: Option<Instant>,
    values: Vec<String>,
}

impl Requests {
    /// Of a scenario.
    ///
    /// # Errors
    /// Never with the published secret.
    pub(super) fn new(scenario: Scenario, redacts: bool) -> Result<Self> {
        let secret = SessionSecret::new(&Secret::new(SESSION_SECRET))?;
        Ok(Self { scenario, redacts, tokens: Mutex::new(Tokens { secret, minted: None, values: Vec::new() }) })
    }

    fn customer(&self, number: u64) -> String {
        let customers = CUSTOMERS as u64;
        match self.scenario {
            Scenario::Miss => format!("cus_{number}"),
            _ => format!("cus_{}", number % customers),
        }
    }

    fn with_token(&self, number: u64, write: impl FnOnce(&str)) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.minted.is_none_or(|minted| minted.elapsed() > TOKEN_AGE) {
            tokens.values = self.minted(&tokens.secret).unwrap_or_default();
            tokens.minted = Some(Instant::now());
        }
        let index = usize::try_from(number).unwrap_or_default() % self.subjects();
        write(tokens.values.get(index).map_or("", String::as_str));
    }

    fn subjects(&self) -> usize {
        if self.is_agents() { AGENTS } else { CUSTOMERS }
    }

    fn is_agents(&self) -> bool {
        matches!(self.scenario, Scenario::Cached | Scenario::Miss)
    }

    fn minted(&self, secret: &SessionSecret) -> Result<Vec<String>> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let token = |number: usize| {
            let subject = if self.is_agents() {
                Subject::Agent(AgentId::parse(&format!("usr_{number}"))?)
            } else {
                Subject::Customer(CustomerId::parse(&format!("cus_{number}"))?)
            };
            let claims = Claims::new(subject, i64::try_from(now)?, MAX_LIFETIME).map_err(|error| anyhow!("{error}"))?;
            let token = mint(&claims, secret);
            Ok(if self.scenario == Scenario::Refusal { spoilt(&token) } else { token })
        };
        (0..self.subjects()).map(token).collect()
    }
}

/// The token with another signature of the same form.
fn spoilt(token: &str) -> String {
    let at = token.rfind('.').map_or(0, |dot| dot + 1);
    let (message, signature) = token.split_at(at);
    let (first, rest) = signature.split_at(1);
    format!("{message}{}{rest}", if first == "A" { "B" } else { "A" })
}

impl Traffic for Requests {
    fn write(&self, number: u64, request: &mut Request) {
        request.begin("GET", &format!("/v1/customers/{}/conversations?limit={ROWS}", self.customer(number)));
        request.header("Origin", ORIGIN);
        self.with_token(number, |token| {
            request.header("Authorization", &format!("Bearer {token}"));
        });
    }

    fn check(&self, number: u64, answer: Answer<'_>) -> Result<()> {
        if self.scenario == Scenario::Refusal {
            ensure!(answer.status == 401 && answer.count("invalid_session") == 1, "answered {}", answer.summary());
            return Ok(());
        }
        let assignee = if self.redacts && !self.is_agents() { "null" } else { r#""usr_100""# };
        let customer = format!(r#""customer_id":"{}""#, self.customer(number));
        let is_page = answer.status == 200
            && answer.count(&customer) == ROWS
            && answer.count(&format!(r#""assignee_id":{assignee}"#)) == ROWS;
        ensure!(is_page, "answered {}", answer.summary());
        Ok(())
    }
}
