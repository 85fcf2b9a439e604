//! The one decision per request, in the order in which things are checked: route, configuration, origin, preflight, method, token,
//! role and scope, id, then query or content type and headers. A write's body comes last ([`Headed::admit`]), so that nothing is
//! read of a body that is refused anyway.

mod write;

use helpthread_core::{
    endpoint::{self, Operation},
    error::{ErrorCode, Refusal},
    query::{ConversationsQuery, HistoryQuery},
    session::{Session, SessionError},
};
use serde::Serialize;

use crate::{
    admit,
    answer::{Answer, Headers},
    body::Headed,
    call::Call,
    config::{Config, Misconfiguration},
    cors::{self, AllowedOrigins, RequestOrigin},
    hook::Hook,
    hub::Reader,
    inbound::Inbound,
    live::{self, Following},
    route::{Place, Route, Served},
};

/// Whether the deployment has the two hubs (proxy.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Without them: no live updates, no `Idempotency-Key`.
    Stateless,
    /// With them.
    Hubs,
}

/// What the Worker does next.
#[derive(Debug, Clone)]
pub enum Decision<'a> {
    /// Answers.
    Answer(Answer),
    /// Answers with the widget's file of this name, or 404.
    File(String),
    /// Asks a hub, or signs and asks upstream itself.
    Serve(Admitted, &'a Config),
    /// Reads at most [`Headed::MAX_BYTES`] of the body, then [`Headed::admit`] says what to serve.
    ReadBody(Headed, &'a Config),
    /// Upgrades to a WebSocket of the customer's hub.
    Follow(Following, &'a Config),
    /// Reads at most [`Hook::MAX_BYTES`] of the body, then [`Hook::receive`] says what was delivered.
    Receive(Hook<'a>, &'a Config),
}

/// A request that may be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// What to ask upstream.
    pub call: Call,
    /// For whom the answer is written.
    pub reader: Reader,
    /// The token's `sub`.
    pub subject: String,
    /// The client's `Idempotency-Key`; only ever with a reply.
    pub idempotency_key: Option<String>,
}

/// What is known of a request from deciding on it, for its log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The route's name; `none` where there is none.
    pub route: &'static str,
    /// The role of the session, once it is verified.
    pub role: Option<&'static str>,
}

/// Decides at `now` (unix seconds).
pub fn decide<'a>(
    inbound: &Inbound<'a>,
    config: &'a Result<Config, Misconfiguration>,
    mode: Mode,
    now: i64,
) -> (Decision<'a>, About) {
    let mut about = About { route: "none", role: None };
    let served = |route: &Route| mode == Mode::Hubs || !matches!(route, Route::Live(_));
    let Some(route) = Route::of(inbound.target().path).filter(served) else {
        return (Decision::Answer(Answer::plain_refusal(ErrorCode::NotFound)), about);
    };
    about.route = route.name();
    let decision = at(&route, inbound, config, mode, now, &mut about);
    (decision.unwrap_or_else(|refused| Decision::Answer(refused.0)), about)
}

/// The headers that go with any answer to this request, refusals too.
pub fn common_headers(inbound: &Inbound<'_>, config: &Result<Config, Misconfiguration>) -> Headers {
    let nobody = AllowedOrigins::default();
    let origins = match config {
        Ok(config) => &config.allowed_origins,
        // A page must be able to read that the proxy is misconfigured, as far as its own origin is configured.
        Err(misconfiguration) => misconfiguration.allowed_origins.as_ref().unwrap_or(&nobody),
    };
    cors::headers(Place::of(inbound.target().path), inbound, origins)
}

/// An answer that ends the checks.
pub(crate) struct Ended(Answer);

impl From<Answer> for Ended {
    fn from(answer: Answer) -> Self {
        Self(answer)
    }
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self(Answer::refusal(&refusal))
    }
}

impl From<ErrorCode> for Ended {
    fn from(code: ErrorCode) -> Self {
        Self(Answer::plain_refusal(code))
    }
}

fn at<'a>(
    route: &Route,
    inbound: &Inbound<'a>,
    config: &'a Result<Config, Misconfiguration>,
    mode: Mode,
    now: i64,
    about: &mut About,
) -> Result<Decision<'a>, Ended> {
    let is_allowed = || if inbound.method == route.allow() { Ok(()) } else { Err(method_not_allowed(route)) };
    match route {
        Route::WidgetFile(name) => is_allowed().map(|()| Decision::File(name.clone())),
        Route::Health => is_allowed().map(|()| Decision::Answer(health(config))),
        Route::Hook => {
            let config = config.as_ref().map_err(|_| ErrorCode::Misconfigured)?;
            if config.webhook_keys.is_empty() {
                return Err(ErrorCode::NotFound.into());
            }
            is_allowed()?;
            Ok(Decision::Receive(Hook::of(inbound)?, config))
        }
        Route::Api(served) => {
            let config = config.as_ref().map_err(|_| ErrorCode::Misconfigured)?;
            let origin = of_a_page(route, inbound, config)?;
            let served = served.iter().find(|served| served.method().as_str() == inbound.method);
            let served = served.ok_or_else(|| method_not_allowed(route))?;
            let token = admit::bearer(inbound.header("authorization"));
            let session = verified(token, origin, config, now, about)?;
            v1(served, &session, inbound, config, mode)
        }
        Route::Live(customer) => {
            let config = config.as_ref().map_err(|_| ErrorCode::Misconfigured)?;
            let origin = of_a_page(route, inbound, config)?;
            is_allowed()?;
            live::is_upgrade(inbound)?;
            let session = verified(live::token(inbound), origin, config, now, about)?;
            admit::may(&session, Operation::ListCustomerConversations)?;
            let customer = customer.clone()?;
            admit::may_see(&session, &customer)?;
            let following = Following {
                customer,
                reader: Reader::of(&session.subject),
                subject: session.subject.id().to_owned(),
                expires_at: session.expires_at,
                after: live::after(inbound.target().query)?,
            };
            Ok(Decision::Follow(following, config))
        }
    }
}

/// What pages are asked before anything else: their origin; a preflight ends here.
fn of_a_page<'a>(route: &Route, inbound: &Inbound<'a>, config: &Config) -> Result<RequestOrigin<'a>, Ended> {
    let origin = config.allowed_origins.judge(inbound.origin());
    if origin == RequestOrigin::Foreign {
        return Err(ErrorCode::OriginNotAllowed.into());
    }
    if inbound.is_preflight() {
        return Err(cors::preflight(&route.allow()).into());
    }
    Ok(origin)
}

fn verified(
    token: Result<&str, SessionError>,
    origin: RequestOrigin<'_>,
    config: &Config,
    now: i64,
    about: &mut About,
) -> Result<Session, Ended> {
    let session = admit::session(token, origin, &config.keyring, now)?;
    about.role = Some(session.subject.role());
    Ok(session)
}

/// An operation of v1 for a verified session.
fn v1<'a>(
    served: &Served,
    session: &Session,
    inbound: &Inbound<'_>,
    config: &'a Config,
    mode: Mode,
) -> Result<Decision<'a>, Ended> {
    admit::may(session, served.operation)?;
    let query = inbound.target().query;
    let call = match served.target.clone()? {
        endpoint::Route::ListCustomerConversations(customer) => {
            admit::may_see(session, &customer)?;
            Call::History { customer, query: HistoryQuery::parse(query)? }
        }
        endpoint::Route::ListConversations => Call::Conversations { query: ConversationsQuery::parse(query)? },
        endpoint::Route::CreateMessage(id) => {
            return Ok(Decision::ReadBody(write::reply(id, session, inbound, mode)?, config));
        }
        endpoint::Route::UpdateConversation(id) => {
            return Ok(Decision::ReadBody(write::change(id, session, inbound)?, config));
        }
        endpoint::Route::CreateWebhook => return Err(ErrorCode::NotFound.into()),
    };
    write::has_no_idempotency_key(inbound)?;
    let reader = Reader::of(&session.subject);
    let subject = session.subject.id().to_owned();
    Ok(Decision::Serve(Admitted { call, reader, subject, idempotency_key: None }, config))
}

fn method_not_allowed(route: &Route) -> Ended {
    Answer::method_not_allowed(&route.allow()).into()
}

/// Names what is wrong, never a value.
fn health(config: &Result<Config, Misconfiguration>) -> Answer {
    #[derive(Serialize)]
    struct Health<'a> {
        status: &'static str,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        problems: &'a [crate::config::Problem],
    }
    let (status, health) = match config {
        Ok(_) => (200, Health { status: "ok", problems: &[] }),
        Err(found) => (503, Health { status: "misconfigured", problems: &found.problems }),
    };
    serde_json::to_string(&health)
        .map_or_else(|_| Answer::plain_refusal(ErrorCode::InternalError), |body| Answer::json(status, body))
}
