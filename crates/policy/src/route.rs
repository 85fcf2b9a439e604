//! The closed list of what the proxy serves (proxy.md §2). What is not here does not exist, whatever upstream has.
//!
//! The routes of v1 come from the core's endpoint table, without those whose scope no browser gets. A path is compared as it came.
//! Decoding and normalising are what path tricks live on (threats.md row 9), so neither is done: `..`, `//`, `%2f`, `;` and a
//! trailing slash are 404.

use helpthread_core::{
    endpoint::{self, Method, Operation, RouteMiss},
    error::Refusal,
    id::CustomerId,
    scope::Scope,
};

/// Where the v1 routes stand.
const API_PREFIX: &str = "/v1";
/// Where the widget's files stand.
const WIDGET_PREFIX: &str = "/widget/";
/// Where live updates of a customer stand, around the customer's id.
const LIVE: (&str, &str) = ("/v1/customers/", "/live");

/// Something that the proxy serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// A path of v1, with what each of its methods does.
    Api(Vec<Served>),
    /// `/v1/customers/:id/live`; the refusal is for an id that no customer can have, told only to those who may ask.
    Live(Result<CustomerId, Refusal>),
    /// `/hooks/helpthread`: the webhook receiver.
    Hook,
    /// `/widget/:name`: one of the widget's files.
    WidgetFile(String),
    /// `/healthz`: the state of the configuration.
    Health,
}

/// One method of a path of v1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Which operation it is.
    pub operation: Operation,
    /// The operation with its id; the refusal is for an id of another type, told only to those who may ask.
    pub target: Result<endpoint::Route, Refusal>,
}

/// Which of the two CORS rules holds at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The widget's files: open to every origin.
    Widget,
    /// Everything else: [`crate::cors::AllowedOrigins`].
    Elsewhere,
}

impl Place {
    /// The place of a raw path.
    pub fn of(path: &str) -> Self {
        if path.starts_with(WIDGET_PREFIX) { Self::Widget } else { Self::Elsewhere }
    }
}

impl Served {
    /// The method.
    pub fn method(&self) -> Method {
        self.operation.endpoint().method
    }

    fn of(method: Method, path: &str) -> Option<Self> {
        let served = match endpoint::route(method.as_str(), path) {
            Ok(route) => Self { operation: route.operation(), target: Ok(route) },
            Err(RouteMiss::NoSuchResource { operation, refusal }) => Self { operation, target: Err(refusal) },
            Err(_) => return None,
        };
        // proxy.md §1: never available to a browser.
        (served.operation.endpoint().scope != Scope::WebhooksManage).then_some(served)
    }
}

impl Route {
    /// The route of a raw path, whatever the method.
    pub fn of(path: &str) -> Option<Self> {
        match path {
            "/healthz" => return Some(Self::Health),
            "/hooks/helpthread" => return Some(Self::Hook),
            _ => {}
        }
        if let Some(name) = path.strip_prefix(WIDGET_PREFIX) {
            return is_file_name(name).then(|| Self::WidgetFile(name.to_owned()));
        }
        if let Some(id) = path.strip_prefix(LIVE.0).and_then(|rest| rest.strip_suffix(LIVE.1)) {
            return customer(id).map(Self::Live);
        }
        let path = path.strip_prefix(API_PREFIX)?;
        // No method is empty, so the answer names those that the path has.
        let Err(RouteMiss::MethodNotAllowed { allow }) = endpoint::route("", path) else { return None };
        let served: Vec<Served> = allow.into_iter().filter_map(|method| Served::of(method, path)).collect();
        (!served.is_empty()).then_some(Self::Api(served))
    }

    /// What `Allow` lists.
    pub fn allow(&self) -> String {
        match self {
            Self::Api(served) => served.iter().map(|served| served.method().as_str()).collect::<Vec<_>>().join(", "),
            Self::Live(_) | Self::WidgetFile(_) | Self::Health => Method::Get.as_str().to_owned(),
            Self::Hook => Method::Post.as_str().to_owned(),
        }
    }

    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Api(served) => served.first().map_or("none", |served| operation_name(served.operation)),
            Self::Live(_) => "live",
            Self::Hook => "hook",
            Self::WidgetFile(_) => "widget",
            Self::Health => "health",
        }
    }
}

fn operation_name(operation: Operation) -> &'static str {
    match operation {
        Operation::ListConversations => "conversations",
        Operation::CreateMessage => "reply",
        Operation::UpdateConversation => "change",
        Operation::ListCustomerConversations => "history",
        Operation::CreateWebhook => "none",
    }
}

/// The customer of that id, by the rules and in the words of the history.
fn customer(id: &str) -> Option<Result<CustomerId, Refusal>> {
    match Served::of(Method::Get, &format!("/customers/{id}/conversations"))?.target {
        Ok(endpoint::Route::ListCustomerConversations(customer)) => Some(Ok(customer)),
        Ok(_) => None,
        Err(refusal) => Some(Err(refusal)),
    }
}

fn is_file_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
