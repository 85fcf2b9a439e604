//! A small workspace, `desk`: one credential per kind, two agents, and the conversations that a test gives it.

use std::sync::atomic::{AtomicU64, Ordering};

use helpthread_core::hthmac::Signer;
use helpthread_core::secret::Secret;
use helpthread_core::time::Timestamp;
use helpthread_inbox::answer::Answer;
use helpthread_inbox::database::{Database, Value};
use helpthread_inbox::moment::Moment;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode, schema};

use super::Sqlite;

/// 2024-05-13T14:24:10Z, ten seconds into a minute.
pub(crate) const NOW: i64 = 1_715_610_250;
pub(crate) const AGENT: &str = "usr_amelia";
pub(crate) const OTHER_AGENT: &str = "usr_jonas";
pub(crate) const CUSTOMER: &str = "cus_jane";
const SECRET: &str = "whsec_test_desk";

/// The moment at `now` (unix seconds). Its chance depends on how many moments were made before, as in life.
pub(crate) fn moment(now: i64) -> Moment {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let mut entropy = [0; 32];
    entropy[..8].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Moment::new(now * 1000, entropy)
}

/// A conversation of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) customer: String,
    pub(crate) status: &'static str,
    pub(crate) assignee: Option<&'static str>,
    pub(crate) created_at: i64,
}

/// The workspace and its inbox.
pub(crate) struct Desk {
    pub(crate) inbox: Inbox<Sqlite>,
}

impl Desk {
    /// Plan Starter, no conversations.
    pub(crate) fn new() -> Self {
        Self::of_plan("starter", None)
    }

    pub(crate) fn of_plan(plan: &str, requests_per_minute: Option<i64>) -> Self {
        let database = Sqlite::empty();
        schema::migrate(&database, Timestamp::from_unix(NOW)).unwrap();
        let limit = requests_per_minute.map_or(Value::Null, Value::Integer);
        let run = |sql: &str, values: &[Value]| database.query(sql, values).unwrap();
        run("INSERT INTO workspace VALUES (1, 'desk', ?1, ?2, 0)", &[plan.into(), limit]);
        for (key, scopes, active) in [
            ("sk_test_desk", "conversations:read conversations:write webhooks:manage", 1),
            ("sk_test_desk_read", "conversations:read", 1),
            ("sk_test_desk_write", "conversations:write webhooks:manage", 1),
            ("sk_test_desk_old", "conversations:read", 0),
        ] {
            run(
                "INSERT INTO credentials VALUES (?1, ?2, ?3, ?4, 0)",
                &[key.into(), SECRET.into(), scopes.into(), Value::Integer(active)],
            );
        }
        for agent in [AGENT, OTHER_AGENT] {
            run("INSERT INTO agents VALUES (?1, 'An agent', 0)", &[agent.into()]);
        }
        let inbox = Inbox::new(database, Mode::Production);
        let desk = Self { inbox };
        desk.know(CUSTOMER);
        desk
    }

    pub(crate) fn database(&self) -> &Sqlite {
        self.inbox.database()
    }

    pub(crate) fn know(&self, customer: &str) {
        self.database().query("INSERT OR IGNORE INTO customers VALUES (?1, 0)", &[customer.into()]).unwrap();
    }

    pub(crate) fn add(&self, row: &Row) {
        self.know(&row.customer);
        let assignee = row.assignee.map_or(Value::Null, Value::from);
        let time = Value::Integer(row.created_at);
        let values = [
            row.id.as_str().into(),
            row.customer.as_str().into(),
            "A question".into(),
            row.status.into(),
            assignee,
            time.clone(),
            time.clone(),
            time,
        ];
        self.database().query("INSERT INTO conversations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", &values).unwrap();
    }

    /// A signed GET of `path?query` with all scopes, at [`NOW`].
    pub(crate) fn get(&self, target: &str) -> Answer {
        self.ask("sk_test_desk", "GET", target, b"", NOW)
    }

    /// A signed request at `now`.
    pub(crate) fn ask(&self, key: &str, method: &str, target: &str, body: &[u8], now: i64) -> Answer {
        self.send(Some(&signed(key, SECRET, body, now)), method, target, &Body::from(body.to_vec()), now)
    }

    /// A request as it is given.
    pub(crate) fn send(
        &self,
        authorization: Option<&str>,
        method: &str,
        target: &str,
        body: &Body,
        now: i64,
    ) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let request = Request { method, ..get_request(path, query, authorization, body) };
        self.inbox.answer(&request, &moment(now))
    }

    /// A signed write of JSON with all scopes, at [`NOW`].
    pub(crate) fn write(&self, method: &str, target: &str, json: &str) -> Answer {
        Write::new(method, target, json).to(&self.inbox)
    }
}

/// A signed write of JSON with all scopes at [`NOW`], unless said otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Write<'a> {
    pub(crate) key: &'a str,
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) if_match: Option<&'a str>,
    pub(crate) idempotency_key: Option<&'a str>,
    pub(crate) body: &'a str,
    /// Unix seconds.
    pub(crate) now: i64,
}

impl<'a> Write<'a> {
    pub(crate) fn new(method: &'a str, target: &'a str, body: &'a str) -> Self {
        Self {
            key: "sk_test_desk",
            method,
            target,
            content_type: Some("application/json"),
            if_match: None,
            idempotency_key: None,
            body,
            now: NOW,
        }
    }

    pub(crate) fn to<D: Database>(&self, inbox: &Inbox<D>) -> Answer {
        let authorization = signed(self.key, SECRET, self.body.as_bytes(), self.now);
        let body = Body::from(self.body.as_bytes().to_vec());
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        let request = Request {
            method: self.method,
            content_type: self.content_type,
            if_match: self.if_match,
            idempotency_key: self.idempotency_key,
            ..get_request(path, query, Some(&authorization), &body)
        };
        inbox.answer(&request, &moment(self.now))
    }
}

/// A GET without further headers.
pub(crate) fn get_request<'a>(
    path: &'a str,
    query: &'a str,
    authorization: Option<&'a str>,
    body: &'a Body,
) -> Request<'a> {
    Request {
        id: "req_1",
        method: "GET",
        path,
        query,
        authorization,
        content_type: None,
        if_match: None,
        idempotency_key: None,
        body,
    }
}

/// What an answer of success holds.
pub(crate) fn data(answer: &Answer) -> serde_json::Value {
    assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.body);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    body["data"].clone()
}

/// The status, the code and the message of a refusal.
pub(crate) fn refusal(answer: &Answer) -> (u16, String, String) {
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let text = |field: &str| body["error"][field].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned();
    (answer.status, text("code"), text("message"))
}

/// The value of a header.
pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_str())
}

/// The Authorization header.
pub(crate) fn signed(key: &str, secret: &str, body: &[u8], now: i64) -> String {
    Signer::new(key, &Secret::new(secret)).unwrap().authorization(body, now)
}

/// The status and the error code of an answer.
pub(crate) fn code(answer: &Answer) -> (u16, String) {
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    (answer.status, body["error"]["code"].as_str().unwrap_or("none").to_owned())
}

/// The ids of a page and its cursor.
pub(crate) fn rows(answer: &Answer) -> (Vec<String>, Option<String>) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let ids = body["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let cursor = body["pagination"]["next_cursor"].as_str().map(str::to_owned);
    assert_eq!(body["pagination"]["has_more"], cursor.is_some());
    (ids, cursor)
}
