//! The closed list of what the proxy serves (proxy.md §2). What is not here does not exist, whatever upstream has.
//!
//! A path is compared as it came. Decoding and normalising are what path tricks live on (threats.md row 9), so neither is
//! done: `..`, `//`, `%2f`, `;` and a trailing slash are 404.

use helpthread_core::{
    endpoint::{self, Operation, RouteMiss},
    error::Refusal,
    id::CustomerId,
};

/// Where the v1 routes stand.
const API_PREFIX: &str = "/v1";
/// Where the widget's files stand.
const WIDGET_PREFIX: &str = "/widget/";

/// Something that the proxy serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `/v1/customers/:id/conversations`: a customer's history.
    History(CustomerId),
    /// The same with an id that no customer can have; told only to those who may ask.
    NoSuchCustomer(Refusal),
    /// `/widget/:name`: one of the widget's files.
    WidgetFile(String),
    /// `/healthz`: the state of the configuration.
    Health,
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

impl Route {
    /// The method that every route of this version answers.
    pub const METHOD: &'static str = "GET";

    /// The route of a raw path, whatever the method.
    pub fn of(path: &str) -> Option<Self> {
        if path == "/healthz" {
            return Some(Self::Health);
        }
        if let Some(name) = path.strip_prefix(WIDGET_PREFIX) {
            return is_file_name(name).then(|| Self::WidgetFile(name.to_owned()));
        }
        match endpoint::route(Self::METHOD, path.strip_prefix(API_PREFIX)?) {
            Ok(endpoint::Route::ListCustomerConversations(id)) => Some(Self::History(id)),
            Err(RouteMiss::NoSuchResource { operation: Operation::ListCustomerConversations, refusal }) => {
                Some(Self::NoSuchCustomer(refusal))
            }
            _ => None,
        }
    }
}

fn is_file_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
