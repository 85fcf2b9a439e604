//! `POST /_admin/workspaces`: a workspace with its agents and, so that it can be used at once, a first credential with all
//! scopes.

use helpthread_core::body::{Fields, wrong};
use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::id::AgentId;
use helpthread_core::rate_limit::Plan;
use helpthread_core::scope::{Scope, Scopes};
use serde_json::{Value, json};

use super::{credentials, data, plan};
use crate::answer::Answer;
use crate::database::{self, Database, DatabaseError};
use crate::failure::Failure;
use crate::mode::Mode;
use crate::moment::Moment;
use crate::schema;

/// The most agents that one request can name.
const MAX_AGENTS: usize = 1_000;
/// The longest name of an agent, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// The body.
pub(super) struct NewWorkspace {
    plan: Plan,
    agents: Vec<NewAgent>,
}

/// An agent, `"Amelia"` or `{"name": "Amelia", "id": "usr_…"}`; the id of another system keeps what is imported from it
/// assigned.
struct NewAgent {
    name: String,
    id: Option<AgentId>,
}

impl NewWorkspace {
    pub(super) fn parse(json: &[u8]) -> Result<Self, Refusal> {
        let mut fields = Fields::parse("body", json, &["plan", "agents"])?;
        let plan = plan::parse(&mut fields)?;
        let agents = match fields.optional("agents") {
            None => return Err(wrong("agents", "is required")),
            Some(Value::Array(agents)) if agents.len() <= MAX_AGENTS => agents,
            Some(_) => return Err(wrong("agents", "must be a list of at most 1000 agents")),
        };
        let agents: Vec<_> = agents.into_iter().map(NewAgent::read).collect::<Result<_, _>>()?;
        let mut ids: Vec<_> = agents.iter().filter_map(|agent| agent.id.as_ref()).collect();
        ids.sort();
        if ids.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(wrong("agents", "must not name an id twice"));
        }
        Ok(Self { plan, agents })
    }
}

impl NewAgent {
    fn read(given: Value) -> Result<Self, Refusal> {
        const RULE: &str = "must hold names of 1 to 200 bytes, or objects with name and, if wanted, id";
        let (name, id) = match given {
            Value::String(name) => (Some(name), None),
            Value::Object(mut agent) => {
                let (name, id) = (agent.remove("name"), agent.remove("id"));
                if let Some(unknown) = agent.keys().next() {
                    return Err(unsupported(unknown));
                }
                (name.and_then(text), id)
            }
            _ => (None, None),
        };
        let name =
            name.filter(|name| (1..=MAX_NAME_BYTES).contains(&name.len())).ok_or_else(|| wrong("agents", RULE))?;
        let id = id.map(|id| text(id).and_then(|id| AgentId::parse(&id).ok()));
        match id {
            None => Ok(Self { name, id: None }),
            Some(Some(id)) => Ok(Self { name, id: Some(id) }),
            Some(None) => Err(wrong("agents.id", "must be an agent's id, which starts with usr_")),
        }
    }
}

fn text(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

fn unsupported(name: &str) -> Refusal {
    // As with the body's own fields: only a plain name is repeated.
    let plain = helpthread_core::id::is_identifier(name);
    let field = if plain { format!("agents.{name}") } else { "agents".to_owned() };
    wrong(&field, if plain { "is not supported" } else { "has a field that is not supported; known are: name, id" })
}

/// Creates the workspace in one transaction, schema included. One that is there already is never touched: `conflict`.
pub(super) fn create(
    database: &impl Database,
    moment: &Moment,
    mode: Mode,
    name: &str,
    new: &NewWorkspace,
) -> Result<Answer, Failure> {
    if schema::version(database)? > 0 {
        return Err(Refusal::new(ErrorCode::Conflict, "A workspace of this name exists already.").into());
    }
    let now = moment.now();
    let answer = database.transaction(|| {
        schema::migrate(database, now)?;
        let (plan, limit) = plan::columns(new.plan);
        database.query(
            "INSERT INTO workspace (id, name, plan, requests_per_minute, created_at) VALUES (1, ?1, ?2, ?3, ?4)",
            &[name.into(), plan.into(), limit.map_or(database::Value::Null, Into::into), now.unix().into()],
        )?;
        let agents: Vec<_> = new.agents.iter().map(|agent| add(database, moment, agent)).collect::<Result<_, _>>()?;
        let scopes = Scopes::of(Scope::ALL);
        let credential = credentials::add(database, moment, mode, name, scopes)?;
        Ok(json!({
            "workspace": name, "plan": plan::written(new.plan), "agents": agents, "credential": credential,
            "created_at": now,
        }))
    })?;
    Ok(data(201, answer))
}

fn add(database: &impl Database, moment: &Moment, agent: &NewAgent) -> Result<Value, DatabaseError> {
    let id = agent.id.as_ref().map_or_else(|| moment.id(AgentId::PREFIX), ToString::to_string);
    database.query(
        "INSERT INTO agents (id, name, created_at) VALUES (?1, ?2, ?3)",
        &[id.as_str().into(), agent.name.as_str().into(), moment.now().unix().into()],
    )?;
    Ok(json!({"id": id, "name": agent.name}))
}
