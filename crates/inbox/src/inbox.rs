//! From a request to its answer, in the contract's order of checks (api-v1.md §1).

use std::cell::Cell;

use helpthread_core::endpoint::{Method, Operation, Route, RouteMiss, route};
use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::query::{ConversationsQuery, HistoryQuery};
use helpthread_core::scope::Scopes;
use helpthread_core::time::Timestamp;

use crate::allowance::{Allowance, Ledger};
use crate::answer::Answer;
use crate::credentials;
use crate::database::{Database, DatabaseError};
use crate::deliveries::{self, Attempt, InFlight, Outcome};
use crate::failure::Failure;
use crate::mode::Mode;
use crate::moment::Moment;
use crate::request::Request;
use crate::standing::{self, Standing};
use crate::writing::Writing;
use crate::{changes, door, lists, messages, seed, webhooks};

/// What every path of v1 begins with.
const BASE_PATH: &str = "/v1";

/// One workspace's inbox.
#[derive(Debug)]
pub struct Inbox<D> {
    database: D,
    mode: Mode,
    /// Where the demo workspace's webhook goes.
    demo_webhook: Option<String>,
    /// Known to be there with the current schema; only ever goes from false to true.
    ready: Cell<bool>,
    ledger: Ledger,
}

impl<D: Database> Inbox<D> {
    /// The inbox over a workspace's own database. Nothing is read or written until a request comes.
    pub fn new(database: D, mode: Mode) -> Self {
        Self { database, mode, demo_webhook: None, ready: Cell::new(false), ledger: Ledger::default() }
    }

    /// In a sandbox: has the demo workspace deliver its events to `url` as well, signed with
    /// [`seed::WEBHOOK_SIGNING_SECRET`].
    #[must_use]
    pub fn with_demo_webhook(self, url: Option<String>) -> Self {
        Self { demo_webhook: url.filter(|url| self.mode == Mode::Sandbox && !url.is_empty()), ..self }
    }

    /// The database, for what is not a request: administration and tests.
    pub fn database(&self) -> &D {
        &self.database
    }

    /// What kind of server it is on.
    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// The answer to a request that arrived at `moment`. Never fails: what goes wrong inside is a 500 whose
    /// [`fault`](Answer::fault) belongs in the log.
    pub fn answer(&self, request: &Request<'_>, moment: &Moment) -> Answer {
        let now = moment.now();
        self.authenticated(request, now)
            .and_then(|scopes| self.counted(request, scopes, moment))
            .unwrap_or_else(Answer::from)
            .sealed(request.id, now)
    }

    /// The attempt at a webhook delivery to make next, if one is due at `moment`.
    ///
    /// # Errors
    /// [`DatabaseError`] from the database.
    pub fn next_attempt(&self, in_flight: &InFlight, moment: &Moment) -> Result<Option<Attempt>, DatabaseError> {
        if !self.stands(moment.now())? {
            return Ok(None);
        }
        deliveries::next(&self.database, in_flight, moment.milliseconds())
    }

    /// Records what came of an attempt that ended at `moment`.
    ///
    /// # Errors
    /// [`DatabaseError`] from the database; then the delivery is still due.
    pub fn settle(&self, attempt: &Attempt, outcome: Outcome, moment: &Moment) -> Result<(), DatabaseError> {
        deliveries::settle::settle(&self.database, &attempt.delivery_id, outcome, moment.milliseconds())
    }

    /// Deletes a bounded number of rows that are no longer kept.
    ///
    /// # Errors
    /// [`DatabaseError`] from the database.
    pub fn upkeep(&self, moment: &Moment) -> Result<(), DatabaseError> {
        if self.stands(moment.now())? { deliveries::upkeep::run(&self.database, moment.milliseconds()) } else { Ok(()) }
    }

    /// When to call [`next_attempt`](Self::next_attempt) and [`upkeep`](Self::upkeep) next, in unix milliseconds; none when
    /// there is nothing to do.
    ///
    /// # Errors
    /// [`DatabaseError`] from the database.
    pub fn next_alarm(&self, moment: &Moment) -> Result<Option<i64>, DatabaseError> {
        if !self.stands(moment.now())? {
            return Ok(None);
        }
        deliveries::schedule::next_alarm(&self.database, moment.milliseconds())
    }

    /// Whether there is a workspace, migrated; without a request's key none is made.
    fn stands(&self, now: Timestamp) -> Result<bool, DatabaseError> {
        self.is_workspace("", now)
    }

    fn authenticated(&self, request: &Request<'_>, now: Timestamp) -> Result<Scopes, Failure> {
        let (authorization, body) = door::read(request)?;
        if !self.exists(&authorization.workspace_key, now)? {
            return Err(credentials::refuse_unknown(&authorization, body).into());
        }
        credentials::authenticate(&self.database, &authorization, body, now.unix())
    }

    fn exists(&self, key: &str, now: Timestamp) -> Result<bool, DatabaseError> {
        self.is_workspace(door::workspace_of(key).unwrap_or_default(), now)
    }

    /// Whether the workspace called `name` is here, with the current schema.
    pub(crate) fn is_workspace(&self, name: &str, now: Timestamp) -> Result<bool, DatabaseError> {
        if !self.ready.get() {
            let standing = standing::establish(&self.database, name, self.mode == Mode::Sandbox, now)?;
            if standing == Standing::Ready {
                self.point_demo_webhook()?;
                self.ready.set(true);
            }
        }
        Ok(self.ready.get())
    }

    /// The URL is a setting and not part of the seed: it may be another one after a restart.
    pub(crate) fn point_demo_webhook(&self) -> Result<(), DatabaseError> {
        let Some(url) = &self.demo_webhook else { return Ok(()) };
        let rows = self.database.query("SELECT 1 FROM workspace WHERE name = ?1", &[seed::WORKSPACE.into()])?;
        if rows.is_empty() { Ok(()) } else { seed::point_webhook_at(&self.database, url) }
    }

    /// From here on every answer carries the rate limit, errors included.
    fn counted(&self, request: &Request<'_>, scopes: Scopes, moment: &Moment) -> Result<Answer, Failure> {
        let now = moment.now();
        match self.ledger.take(&self.database, now.unix())? {
            Allowance::Granted(rate) => {
                let answer = self.served(request, scopes, moment).unwrap_or_else(Answer::from);
                Ok(answer.with_rate_limit(rate))
            }
            Allowance::Exhausted(rate) => {
                let mut answer = Answer::refused(&Refusal::plain(ErrorCode::RateLimitExceeded)).with_rate_limit(rate);
                answer.headers.push(("Retry-After", rate.retry_after(now.unix()).to_string()));
                Ok(answer)
            }
        }
    }

    fn served(&self, request: &Request<'_>, scopes: Scopes, moment: &Moment) -> Result<Answer, Failure> {
        match routed(request) {
            Ok(route) => {
                permitted(scopes, route.operation())?;
                self.performed(&route, request, moment)
            }
            Err(RouteMiss::NoSuchResource { operation, refusal }) => {
                permitted(scopes, operation)?;
                self.missed(operation, refusal, request, moment)
            }
            Err(RouteMiss::NoSuchPath) => Err(Refusal::plain(ErrorCode::NotFound).into()),
            Err(RouteMiss::MethodNotAllowed { allow }) => Ok(method_not_allowed(&allow)),
        }
    }

    fn performed(&self, route: &Route, request: &Request<'_>, moment: &Moment) -> Result<Answer, Failure> {
        let query = request.query;
        let writing = || Writing::of(&self.database, self.mode, request, moment);
        let page = match route {
            Route::ListConversations => lists::conversations(&self.database, &ConversationsQuery::parse(query)?)?,
            Route::ListCustomerConversations(customer) => {
                lists::history(&self.database, customer, &HistoryQuery::parse(query)?)?
            }
            Route::CreateMessage(conversation) => return messages::create(&writing()?, Ok(conversation)),
            Route::UpdateConversation(conversation) => return changes::apply(&writing()?, Ok(conversation)),
            Route::CreateWebhook => return webhooks::create(&writing()?),
        };
        Ok(Answer::json(route.operation().endpoint().status, &page))
    }

    /// For an id that can name nothing: the 400 of a request comes before the 404 of an id, whether the id is of the wrong
    /// type or merely unknown.
    fn missed(
        &self,
        operation: Operation,
        refusal: Refusal,
        request: &Request<'_>,
        moment: &Moment,
    ) -> Result<Answer, Failure> {
        let writing = || Writing::of(&self.database, self.mode, request, moment);
        match operation {
            Operation::ListCustomerConversations => {
                HistoryQuery::parse(request.query)?;
                Err(refusal.into())
            }
            Operation::CreateMessage => messages::create(&writing()?, Err(refusal)),
            Operation::UpdateConversation => changes::apply(&writing()?, Err(refusal)),
            // Their paths have no id.
            Operation::ListConversations | Operation::CreateWebhook => Err(refusal.into()),
        }
    }
}

/// The operation of a method and a path, both as they came. Every operation of the endpoint table is served.
fn routed(request: &Request<'_>) -> Result<Route, RouteMiss> {
    route(request.method, request.path.strip_prefix(BASE_PATH).ok_or(RouteMiss::NoSuchPath)?)
}

fn permitted(scopes: Scopes, operation: Operation) -> Result<(), Refusal> {
    let allowed = scopes.allows(operation.endpoint().scope);
    allowed.then_some(()).ok_or_else(|| Refusal::plain(ErrorCode::InsufficientScope))
}

fn method_not_allowed(allow: &[Method]) -> Answer {
    let mut answer = Answer::refused(&Refusal::plain(ErrorCode::MethodNotAllowed));
    let names: Vec<_> = allow.iter().map(|method| method.as_str()).collect();
    answer.headers.push(("Allow", names.join(", ")));
    answer
}
