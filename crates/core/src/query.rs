//! The queries of the two lists (api-v1.md §3): read strictly, written canonically.
//!
//! Equal queries have one spelling, so that a proxy or a cache can compare them as text. A parameter that is unknown,
//! repeated, empty or out of range is `invalid_filter` with a message that says what is allowed.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    cursor::Cursor,
    error::{ErrorCode, Refusal},
    id::{AgentId, is_identifier},
    model::ConversationStatus,
};

/// How many rows a page holds: 1 to 100, 25 unless told (api-v1.md §3, inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u8);

impl Limit {
    /// The most rows of one page.
    pub const MAX: Self = Self(100);

    /// A limit within 1..=100.
    pub fn new(rows: u8) -> Option<Self> {
        (1..=Self::MAX.0).contains(&rows).then_some(Self(rows))
    }

    /// The number of rows.
    pub fn get(self) -> u8 {
        self.0
    }

    /// Decimal digits without sign or leading zero.
    fn parse(text: &str) -> Option<Self> {
        let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        canonical.then(|| text.parse().ok().and_then(Self::new)).flatten()
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(25)
    }
}

/// A status that a list can be narrowed to; unlike a conversation's own status it is never an unknown value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusFilter {
    /// `open`
    Open,
    /// `pending`
    Pending,
    /// `closed`
    Closed,
}

impl StatusFilter {
    /// Every filter, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Open, Self::Pending, Self::Closed];

    /// The value on the wire, which is the status that matches.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Closed => "closed",
        }
    }

    /// The filter written `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == text)
    }

    /// Whether a conversation in `status` passes.
    pub fn matches(self, status: &ConversationStatus) -> bool {
        self.as_str() == status.as_str()
    }
}

/// The query of `GET /conversations`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationsQuery {
    /// Only conversations in this status.
    pub status: Option<StatusFilter>,
    /// Only conversations of this agent.
    pub assignee_id: Option<AgentId>,
    /// Only what comes after this position.
    pub cursor: Option<Cursor>,
    /// At most this many rows.
    pub limit: Limit,
}

impl ConversationsQuery {
    /// The parameters it knows.
    pub const PARAMETERS: &'static [&'static str] = &["status", "assignee_id", "cursor", "limit"];

    /// Reads a raw query, without its `?`.
    ///
    /// # Errors
    /// `invalid_filter`, naming the parameter and what is allowed.
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let mut query = Self::default();
        for (name, value) in parameters(raw, Self::PARAMETERS)? {
            match name {
                "status" => query.status = Some(status(&value)?),
                "assignee_id" => query.assignee_id = Some(assignee(&value)?),
                "cursor" => query.cursor = Some(cursor(&value)?),
                _ => query.limit = limit(&value)?,
            }
        }
        Ok(query)
    }

    /// The one canonical spelling, without `?`; the limit is always named.
    pub fn to_query_string(&self) -> String {
        written(self.status, self.assignee_id.as_ref(), self.cursor.as_ref(), self.limit)
    }
}

/// The query of `GET /customers/:id/conversations`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryQuery {
    /// Only conversations in this status.
    pub status: Option<StatusFilter>,
    /// Only what comes after this position.
    pub cursor: Option<Cursor>,
    /// At most this many rows.
    pub limit: Limit,
}

impl HistoryQuery {
    /// The parameters it knows.
    pub const PARAMETERS: &'static [&'static str] = &["status", "cursor", "limit"];

    /// Reads a raw query, without its `?`.
    ///
    /// # Errors
    /// `invalid_filter`, naming the parameter and what is allowed.
    pub fn parse(raw: &str) -> Result<Self, Refusal> {
        let mut query = Self::default();
        for (name, value) in parameters(raw, Self::PARAMETERS)? {
            match name {
                "status" => query.status = Some(status(&value)?),
                "cursor" => query.cursor = Some(cursor(&value)?),
                _ => query.limit = limit(&value)?,
            }
        }
        Ok(query)
    }

    /// The one canonical spelling, without `?`; the limit is always named.
    pub fn to_query_string(&self) -> String {
        written(self.status, None, self.cursor.as_ref(), self.limit)
    }
}

/// The decoded parameters of `raw`, a query without its `?`: each of `known`, none twice, none empty.
///
/// # Errors
/// `invalid_filter`, naming the parameter and what is allowed.
pub fn parameters<'a>(
    raw: &'a str,
    known: &'static [&'static str],
) -> Result<Vec<(&'static str, Cow<'a, str>)>, Refusal> {
    let mut seen: Vec<(&'static str, Cow<'a, str>)> = Vec::new();
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        let Some(name) = known.iter().copied().find(|known| *known == name) else {
            return Err(unknown(&name, known));
        };
        if seen.iter().any(|(earlier, _)| *earlier == name) {
            return Err(invalid(format!("The query parameter {name} must be given only once.")));
        }
        if value.is_empty() {
            return Err(invalid(format!("The query parameter {name} must not be empty.")));
        }
        seen.push((name, value));
    }
    Ok(seen)
}

fn unknown(name: &str, known: &[&str]) -> Refusal {
    let allowed = known.join(", ");
    // A name is repeated only when it is plain: whatever else a client sends stays out of answers and logs.
    if is_identifier(name) {
        invalid(format!("The query parameter {name} is not supported; allowed are: {allowed}."))
    } else {
        invalid(format!("The query has a parameter that is not supported; allowed are: {allowed}."))
    }
}

fn status(value: &str) -> Result<StatusFilter, Refusal> {
    StatusFilter::parse(value)
        .ok_or_else(|| invalid("The status filter must be one of: open, pending, closed.".to_string()))
}

fn assignee(value: &str) -> Result<AgentId, Refusal> {
    AgentId::parse(value)
        .map_err(|_| invalid("The assignee_id filter must be an agent's id, which starts with usr_.".to_string()))
}

fn cursor(value: &str) -> Result<Cursor, Refusal> {
    Cursor::decode(value).map_err(|_| invalid("The cursor must be the next_cursor of a previous page.".to_string()))
}

/// The limit of a page, as a parameter's value.
///
/// # Errors
/// `invalid_filter` for anything but a whole number from 1 to 100.
pub fn limit(value: &str) -> Result<Limit, Refusal> {
    Limit::parse(value).ok_or_else(|| invalid("The limit must be a whole number from 1 to 100.".to_string()))
}

fn invalid(message: String) -> Refusal {
    Refusal::new(ErrorCode::InvalidFilter, message)
}

fn written(status: Option<StatusFilter>, assignee: Option<&AgentId>, cursor: Option<&Cursor>, limit: Limit) -> String {
    // Every value is made of characters that a query holds as they are, so nothing is escaped.
    let mut parts = Vec::new();
    parts.extend(status.map(|status| format!("status={}", status.as_str())));
    parts.extend(assignee.map(|assignee| format!("assignee_id={assignee}")));
    parts.extend(cursor.map(|cursor| format!("cursor={}", cursor.encode())));
    parts.push(format!("limit={}", limit.get()));
    parts.join("&")
}
