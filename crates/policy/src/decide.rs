//! The one decision per request, in the order in which things are checked:
//! route, configuration, origin, preflight, method, token, role and id, query.

use helpthread_core::{error::ErrorCode, error::Refusal, query::HistoryQuery};
use serde::Serialize;

use crate::{
    admit,
    answer::{Answer, Headers},
    call::Call,
    config::{Config, Misconfiguration},
    cors::{self, AllowedOrigins, RequestOrigin},
    hub::Reader,
    inbound::Inbound,
    route::{Place, Route},
};

/// What the Worker does next.
#[derive(Debug, Clone)]
pub enum Decision<'a> {
    /// Answers.
    Answer(Answer),
    /// Answers with the widget's file of this name, or 404.
    File(String),
    /// Signs, asks upstream, and answers with [`crate::page::answer`].
    Ask(Call, Reader, &'a Config),
}

/// Decides at `now` (unix seconds).
pub fn decide<'a>(inbound: &Inbound<'_>, config: &'a Result<Config, Misconfiguration>, now: i64) -> Decision<'a> {
    let Some(route) = Route::of(inbound.target().path) else {
        return Decision::Answer(Answer::plain_refusal(ErrorCode::NotFound));
    };
    match route {
        Route::WidgetFile(_) | Route::Health if inbound.method != Route::METHOD => {
            Decision::Answer(Answer::method_not_allowed(Route::METHOD))
        }
        Route::WidgetFile(name) => Decision::File(name),
        Route::Health => Decision::Answer(health(config)),
        Route::History(_) | Route::NoSuchCustomer(_) => match config {
            Err(_) => Decision::Answer(Answer::plain_refusal(ErrorCode::Misconfigured)),
            Ok(config) => history(route, inbound, config, now).unwrap_or_else(Decision::Answer),
        },
    }
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

fn history<'a>(route: Route, inbound: &Inbound<'_>, config: &'a Config, now: i64) -> Result<Decision<'a>, Answer> {
    let refused = |refusal: Refusal| Answer::refusal(&refusal);
    let origin = config.allowed_origins.judge(inbound.origin);
    if origin == RequestOrigin::Foreign {
        return Err(Answer::plain_refusal(ErrorCode::OriginNotAllowed));
    }
    if inbound.is_preflight() {
        return Err(cors::preflight(Route::METHOD));
    }
    if inbound.method != Route::METHOD {
        return Err(Answer::method_not_allowed(Route::METHOD));
    }
    let session = admit::session(inbound.authorization, origin, &config.keyring, now).map_err(refused)?;
    let customer = match route {
        Route::History(customer) => customer,
        Route::NoSuchCustomer(refusal) => {
            admit::may_read_some_history(&session).map_err(refused)?;
            return Err(refused(refusal));
        }
        Route::WidgetFile(_) | Route::Health => return Err(Answer::plain_refusal(ErrorCode::NotFound)),
    };
    admit::may_read_history(&session, &customer).map_err(refused)?;
    let query = HistoryQuery::parse(inbound.target().query).map_err(refused)?;
    Ok(Decision::Ask(Call::History { customer, query }, Reader::of(&session.subject), config))
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
