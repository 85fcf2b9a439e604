//! A whole server: the Worker's entrance, and an object for every workspace that was asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use helpthread_core::error::Refusal;
use helpthread_core::time::Timestamp;
use helpthread_inbox::administration::{self, Entrance, Visitor};
use helpthread_inbox::answer::Answer;
use helpthread_inbox::name_key::NameKey;
use helpthread_inbox::request::{Body, Request};
use helpthread_inbox::{Inbox, Mode, door};
use serde_json::Value;

use super::{NOW, Sqlite, get_request, moment, signed};

pub(crate) const TOKEN: &str = "an administrator's token";

pub(crate) struct Server {
    mode: Mode,
    token: Option<String>,
    name_key: Option<&'static str>,
    objects: RefCell<HashMap<String, Rc<Inbox<Sqlite>>>>,
}

impl Server {
    /// With [`TOKEN`].
    pub(crate) fn new(mode: Mode) -> Self {
        Self::with_token(mode, Some(TOKEN))
    }

    pub(crate) fn with_token(mode: Mode, token: Option<&str>) -> Self {
        Self { mode, token: token.map(str::to_owned), name_key: None, objects: RefCell::default() }
    }

    /// With [`TOKEN`] and the setting `NAME_KEY`.
    pub(crate) fn with_name_key(mode: Mode, name_key: &'static str) -> Self {
        Self { name_key: Some(name_key), ..Self::new(mode) }
    }

    fn name_key(&self) -> NameKey {
        NameKey::new(self.name_key.map(str::to_owned), self.mode)
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

    /// An administrator's request with the right token and, if it has a body, one of JSON, at [`NOW`].
    pub(crate) fn administer(&self, method: &str, target: &str, body: &str) -> Answer {
        self.administer_as(Some("application/json").filter(|_| method == "POST"), method, target, body)
    }

    /// The same with another content type.
    pub(crate) fn administer_as(&self, content_type: Option<&str>, method: &str, target: &str, body: &str) -> Answer {
        let authorization = format!("Bearer {TOKEN}");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let body = Body::from(body.as_bytes().to_vec());
        let request = Request { method, content_type, ..get_request(path, query, Some(&authorization), &body) };
        self.receive(&request, Visitor::default())
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
        let body = Body::from(body.to_vec());
        self.receive(&Request { method, ..get_request(path, query, authorization, &body) }, visitor)
    }

    fn receive(&self, request: &Request<'_>, visitor: Visitor<'_>) -> Answer {
        assert!(administration::concerns(request.path));
        let now = Timestamp::from_unix(NOW);
        let entrance = Entrance::new(self.token.clone(), self.mode);
        let directed = entrance
            .admit(request, visitor, now)
            .and_then(|route| administration::workspace(&route, request, &self.name_key(), &moment(NOW)));
        match directed {
            Ok(workspace) if administration::is_import(request) => {
                self.import(&workspace, request.body.bytes().unwrap_or_default(), 64)
            }
            Ok(workspace) => self.object(&workspace).administer(&workspace, request, &moment(NOW)),
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

    /// A signed GET of v1 that is let in.
    pub(crate) fn get(&self, key: &str, secret: &str, target: &str) -> Answer {
        self.ask(key, secret, target).unwrap()
    }

    /// A signed GET of v1, or why it is not let in.
    pub(crate) fn ask(&self, key: &str, secret: &str, target: &str) -> Result<Answer, Refusal> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (authorization, body) = (signed(key, secret, b"", NOW), Body::default());
        let authorization = Some(authorization.as_str());
        let request = get_request(path, query, authorization, &body);
        let workspace = door::admit(&request, &self.name_key())?;
        Ok(self.object(&workspace).answer(&request, &moment(NOW)))
    }
}

/// What an answer of this status holds.
pub(crate) fn answered(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{} {:?}", answer.body, answer.fault);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    body["data"].clone()
}
