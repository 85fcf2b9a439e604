//! A whole server: the Worker's entrance, and an object for every workspace that was asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use helpthread_core::time::Timestamp;
use helpthread_inbox::administration::{self, Entrance, Visitor};
use helpthread_inbox::answer::Answer;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode, door};
use serde_json::Value;

use super::{NOW, Sqlite, get_request, moment, signed};

pub(crate) const TOKEN: &str = "an administrator's token";

pub(crate) struct Server {
    mode: Mode,
    token: Option<String>,
    objects: RefCell<HashMap<String, Rc<Inbox<Sqlite>>>>,
}

impl Server {
    /// With [`TOKEN`].
    pub(crate) fn new(mode: Mode) -> Self {
        Self::with_token(mode, Some(TOKEN))
    }

    pub(crate) fn with_token(mode: Mode, token: Option<&str>) -> Self {
        Self { mode, token: token.map(str::to_owned), objects: RefCell::default() }
    }

    /// The object of this name, as the platform finds or makes it.
    pub(crate) fn object(&self, name: &str) -> Rc<Inbox<Sqlite>> {
        let mut objects = self.objects.borrow_mut();
        let fresh = || Rc::new(Inbox::new(Sqlite::empty(), self.mode));
        Rc::clone(objects.entry(name.to_owned()).or_insert_with(fresh))
    }

    pub(crate) fn objects(&self) -> usize {
        self.objects.borrow().len()
    }

    /// An administrator's request with the right token, at [`NOW`].
    pub(crate) fn administer(&self, method: &str, target: &str, body: &str) -> Answer {
        let authorization = format!("Bearer {TOKEN}");
        self.send(Some(&authorization), Visitor::default(), (method, target), body.as_bytes())
    }

    /// A request to administration or sandbox, as it is given.
    pub(crate) fn send(
        &self,
        authorization: Option<&str>,
        visitor: Visitor<'_>,
        (method, target): (&str, &str),
        body: &[u8],
    ) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        assert!(administration::concerns(path));
        let body = Body::from(body.to_vec());
        let request = Request { method, ..get_request(path, query, authorization, &body) };
        let now = Timestamp::from_unix(NOW);
        let entrance = Entrance::new(self.token.clone(), self.mode);
        let directed = entrance
            .admit(&request, visitor, now)
            .and_then(|route| administration::workspace(&route, &request, &moment(NOW)));
        match directed {
            Ok(workspace) if administration::is_import(&request) => {
                self.import(&workspace, body.bytes().unwrap_or_default(), 64)
            }
            Ok(workspace) => self.object(&workspace).administer(&workspace, &request, &moment(NOW)),
            Err(answer) => answer,
        }
    }

    /// An import that arrives in pieces of this many bytes.
    pub(crate) fn import(&self, workspace: &str, lines: &[u8], piece: usize) -> Answer {
        let object = self.object(workspace);
        let mut import = match object.import(workspace, "req_1", &moment(NOW)) {
            Ok(import) => import,
            Err(answer) => return answer,
        };
        for piece in lines.chunks(piece) {
            if !import.push(piece) {
                break;
            }
        }
        import.finish("req_1", Timestamp::from_unix(NOW))
    }

    /// A workspace on plan Pro with the agent `usr_amelia`: its name, key and secret.
    pub(crate) fn workspace(&self) -> (String, String, String) {
        let body = r#"{"plan": "pro", "agents": [{"name": "Amelia", "id": "usr_amelia"}]}"#;
        let answer = self.administer("POST", "/_admin/workspaces", body);
        let made = answered(&answer, 201);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&made["workspace"]), text(&made["credential"]["key"]), text(&made["credential"]["secret"]))
    }

    /// A signed GET of v1.
    pub(crate) fn get(&self, key: &str, secret: &str, target: &str) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (authorization, body) = (signed(key, secret, b"", NOW), Body::default());
        let authorization = Some(authorization.as_str());
        let request = get_request(path, query, authorization, &body);
        let workspace = door::admit(&request).unwrap();
        self.object(&workspace).answer(&request, &moment(NOW))
    }
}

/// What an answer of this status holds.
pub(crate) fn answered(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{} {:?}", answer.body, answer.fault);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body["data"].clone()
}
