//! Whose history to show, and from where: the checked form of the element's attributes.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::sync::Arc;

use helpthread_core::id::CustomerId;
use helpthread_core::query::Limit;

use crate::fault::{Fault, INVALID_CUSTOMER, INVALID_ENDPOINT};
use crate::text::{decimal, joined, number};

/// The choices of the status filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// Every status.
    #[default]
    All,
    /// `open` only.
    Open,
    /// `pending` only.
    Pending,
    /// `closed` only.
    Closed,
}

impl StatusFilter {
    /// Every choice, in the order it is shown.
    pub const CHOICES: [Self; 4] = [Self::All, Self::Open, Self::Pending, Self::Closed];

    /// The value of the `status` attribute and query parameter; empty for [`StatusFilter::All`].
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Closed => "closed",
        }
    }

    /// Whether a conversation with this status is shown.
    pub fn admits(self, status: &str) -> bool {
        self == Self::All || self.as_str() == status
    }

    /// Reads the `status` attribute; what it does not know is [`StatusFilter::All`].
    pub fn from_attribute(value: &str) -> Self {
        match value {
            "open" => Self::Open,
            "pending" => Self::Pending,
            "closed" => Self::Closed,
            _ => Self::All,
        }
    }
}

/// Where tokens and requests go: an absolute http or https URL without query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

impl Endpoint {
    /// The URL, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the `endpoint` attribute; trailing slashes do not matter.
    ///
    /// Relative URLs are refused: the token goes to this address, so the page must say which one it means.
    fn parse(value: &str) -> Option<Self> {
        let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"))?;
        let allowed = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'@' | b'\\');
        if rest.is_empty() || rest.starts_with('/') || !rest.bytes().all(allowed) {
            return None;
        }
        let mut address = value;
        while let Some(shorter) = address.strip_suffix("/") {
            address = shorter;
        }
        Some(Self(address.to_owned()))
    }
}

/// What the attributes ask for, each part parsed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The proxy.
    pub endpoint: Endpoint,
    /// Whose conversations.
    pub customer: CustomerId,
    /// Rows per request, 1 to 100.
    pub page_size: u8,
}

/// The attributes as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Configuration {
    /// `endpoint` or `customer` is not there yet: frameworks set attributes one by one.
    Incomplete,
    /// One of them can never work; no request is made.
    Invalid(Wrong),
    /// Ready to ask. Every request keeps it.
    Complete(Arc<Source>),
}

/// An attribute that can never work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// `endpoint` is no absolute http or https URL.
    Endpoint,
    /// `customer` is no customer id.
    Customer,
}

impl Wrong {
    /// What the host is told.
    pub fn fault(self) -> Fault {
        match self {
            Self::Endpoint => Fault::new(INVALID_ENDPOINT, "endpoint must be an absolute http or https URL."),
            Self::Customer => Fault::new(INVALID_CUSTOMER, "customer must be a customer id (cus_…)."),
        }
    }
}

impl Configuration {
    /// Reads the attribute values, without white space around them; empty if absent.
    pub fn read(endpoint: &str, customer: &str, page_size: &str) -> Self {
        if endpoint.is_empty() || customer.is_empty() {
            return Self::Incomplete;
        }
        let Some(endpoint) = Endpoint::parse(endpoint) else {
            return Self::Invalid(Wrong::Endpoint);
        };
        let Ok(customer) = CustomerId::parse(customer) else {
            return Self::Invalid(Wrong::Customer);
        };
        Self::Complete(Arc::new(Source { endpoint, customer, page_size: page_size_or_default(page_size) }))
    }
}

/// 25 when `page-size` is absent or no number of 1 to 100 (api-v1.md §3).
fn page_size_or_default(value: &str) -> u8 {
    number(value).and_then(|size| size.try_into().ok()).and_then(Limit::new).unwrap_or_default().get()
}

/// One page of one customer's history, ready to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRequest {
    /// Whose, and from where.
    pub source: Arc<Source>,
    /// Only these.
    pub filter: StatusFilter,
    /// At most this many rows, 1 to 100.
    pub limit: u8,
    /// After this place; opaque (api-v1.md §6).
    pub cursor: Option<String>,
}

impl HistoryRequest {
    /// The URL without the cursor, which JavaScript encodes.
    pub fn url(&self) -> String {
        let parameter = if self.filter == StatusFilter::All { "" } else { "&status=" };
        let limit = decimal(self.limit.into());
        of_customer(&self.source, &["conversations?limit=", &limit, parameter, self.filter.as_str()])
    }
}

/// A live connection to one customer's changes (proxy.md §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRequest {
    /// Whose, and from where.
    pub source: Arc<Source>,
    /// Going on after this cursor; opaque.
    pub after: Option<String>,
}

impl LineRequest {
    /// The URL without the cursor, which JavaScript encodes; it knows the scheme too.
    pub fn url(&self) -> String {
        of_customer(&self.source, &["live"])
    }
}

fn of_customer(source: &Source, rest: &[&str]) -> String {
    let mut url = joined(&[source.endpoint.as_str(), "/v1/customers/", source.customer.as_str(), "/"]);
    for part in rest {
        url.push_str(part);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUSTOMER: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";

    fn source(endpoint: &str) -> Arc<Source> {
        match Configuration::read(endpoint, CUSTOMER, "") {
            Configuration::Complete(source) => source,
            other => panic!("{endpoint} gave {other:?}"),
        }
    }

    #[test]
    fn the_url_names_the_customer_the_limit_and_the_filter() {
        let request =
            |filter| HistoryRequest { source: source("https://proxy.example/"), filter, limit: 25, cursor: None };
        let all = format!("https://proxy.example/v1/customers/{CUSTOMER}/conversations?limit=25");
        assert_eq!(request(StatusFilter::All).url(), all);
        assert_eq!(request(StatusFilter::Open).url(), format!("{all}&status=open"));
    }

    #[test]
    fn a_live_connection_is_the_customers() {
        let request = LineRequest { source: source("http://localhost:8788"), after: None };
        assert_eq!(request.url(), format!("http://localhost:8788/v1/customers/{CUSTOMER}/live"));
    }

    #[test]
    fn an_absent_attribute_is_waited_for_and_a_wrong_one_is_a_fault() {
        assert_eq!(Configuration::read("", CUSTOMER, ""), Configuration::Incomplete);
        assert_eq!(Configuration::read("https://proxy.example", "", ""), Configuration::Incomplete);
        for customer in ["cnv_01HXYZ2V9W8N4Q6M1B7C3D5E2F", "cus_../../admin", "cus_a?b=c"] {
            let read = Configuration::read("https://proxy.example", customer, "");
            assert_eq!(read, Configuration::Invalid(Wrong::Customer), "{customer}");
        }
    }

    #[test]
    fn an_endpoint_that_could_send_the_token_elsewhere_is_refused() {
        for endpoint in [
            "/relative",
            "proxy.example",
            "javascript:alert(1)",
            "https://",
            "https://a@b",
            "https://a/?x",
            "https://a/#x",
            "https://a b",
            r"https://a\b",
        ] {
            let read = Configuration::read(endpoint, CUSTOMER, "");
            assert_eq!(read, Configuration::Invalid(Wrong::Endpoint), "{endpoint}");
        }
    }

    #[test]
    fn a_page_size_that_is_no_number_of_1_to_100_is_25() {
        for (value, size) in [("1", 1), ("100", 100), ("0", 25), ("101", 25), ("many", 25), ("", 25), ("999999", 25)] {
            assert_eq!(page_size_or_default(value), size, "{value}");
        }
    }

    #[test]
    fn an_unknown_status_attribute_shows_everything() {
        assert_eq!(StatusFilter::from_attribute("closed"), StatusFilter::Closed);
        assert_eq!(StatusFilter::from_attribute("snoozed"), StatusFilter::All);
    }
}
