//! The requests of the five operations (api-v1.md §3), and what their answers must be.

use anyhow::{Result, ensure};

use super::population::{AGENTS, Population};
use super::tenant::Tenant;
use crate::http::{Answer, Request};
use crate::load::Traffic;

/// Rows of a page without `limit`.
const PAGE: usize = 25;
/// How deep a deep page is, in rows, if the list is that long.
const DEEP: usize = 10_000;
/// A prime: so many targets further is the next one.
const STRIDE: u64 = 1_000_003;
/// How many deep pages are asked for in turn.
const DEEP_PAGES: usize = 8;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `GET /conversations`
    FirstPage,
    /// `GET /conversations?cursor=…`
    DeepPage,
    /// `GET /customers/:id/conversations`, another customer each time.
    FirstPageOfHistory,
    /// `GET /customers/:id/conversations?cursor=…` of the customer with the longest history.
    DeepPageOfHistory,
    /// `POST /conversations/:id/messages`
    CreateMessage,
    /// `PATCH /conversations/:id` with another assignee.
    UpdateConversation,
    /// `POST /webhooks`
    CreateWebhook,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 7] = [
        Self::FirstPage,
        Self::DeepPage,
        Self::FirstPageOfHistory,
        Self::DeepPageOfHistory,
        Self::CreateMessage,
        Self::UpdateConversation,
        Self::CreateWebhook,
    ];

    /// What the report calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstPage => "GET /conversations, first page",
            Self::DeepPage => "GET /conversations, deep page",
            Self::FirstPageOfHistory => "GET /customers/:id/conversations, first page",
            Self::DeepPageOfHistory => "GET /customers/:id/conversations, deep page",
            Self::CreateMessage => "POST /conversations/:id/messages",
            Self::UpdateConversation => "PATCH /conversations/:id",
            Self::CreateWebhook => "POST /webhooks",
        }
    }

    /// Whether it is a list: what the peer has, and what must not slow down as a workspace grows.
    #[must_use]
    pub fn is_list(self) -> bool {
        !matches!(self, Self::CreateMessage | Self::UpdateConversation | Self::CreateWebhook)
    }
}

/// One operation in one workspace.
pub(super) struct Requests {
    operation: Operation,
    tenant: Tenant,
    /// The targets of the lists, asked for in turn.
    targets: Vec<String>,
}

impl Requests {
    /// The requests of `operation`.
    #[must_use]
    pub(super) fn new(operation: Operation, tenant: &Tenant) -> Self {
        Self { operation, tenant: tenant.clone(), targets: targets(operation, tenant) }
    }

    /// How many different lists are asked for.
    pub(super) fn different(&self) -> u64 {
        self.targets.len() as u64
    }

    fn json(&self, request: &mut Request, method: &str, target: &str, body: &str) {
        request.begin(method, target).header("Content-Type", "application/json");
        request.header("Authorization", &self.tenant.authorization(body.as_bytes())).body(body.as_bytes());
    }

    /// A conversation that has not been written to for as long as possible.
    fn conversation(&self, number: u64) -> String {
        Population::id(turn(number, self.tenant.population.size()))
    }
}

impl Traffic for Requests {
    fn write(&self, number: u64, request: &mut Request) {
        match self.operation {
            Operation::CreateMessage => {
                let agent = AGENTS[turn(number, AGENTS.len())];
                let target = format!("/v1/conversations/{}/messages", self.conversation(number));
                let body = format!(
                    r#"{{"author_type":"agent","agent_id":"{agent}","body":"Thank you, this is solved. ({number})"}}"#
                );
                self.json(request, "POST", &target, &body);
            }
            Operation::UpdateConversation => {
                // Another one at each visit of the conversation, so that every request changes something.
                let visit = number / self.tenant.population.size() as u64;
                let agent = AGENTS[turn(visit, AGENTS.len())];
                let target = format!("/v1/conversations/{}", self.conversation(number));
                self.json(request, "PATCH", &target, &format!(r#"{{"assignee_id":"{agent}"}}"#));
            }
            Operation::CreateWebhook => {
                // Not active: a workspace has at most a hundred that are.
                let url = format!("https://crm.example.com/hooks/{number}");
                let body = format!(r#"{{"url":"{url}","events":["message.created"],"active":false}}"#);
                self.json(request, "POST", "/v1/webhooks", &body);
            }
            _ => {
                // Neighbours in the list of customers are neighbours in the table too, so they must not follow each other.
                let target = &self.targets[turn(number.wrapping_mul(STRIDE), self.targets.len())];
                request.begin("GET", target).header("Authorization", &self.tenant.authorization(b""));
            }
        }
    }

    fn check(&self, _number: u64, answer: Answer<'_>) -> Result<()> {
        let (status, rows) = match self.operation {
            Operation::CreateMessage | Operation::CreateWebhook => (201, 0),
            Operation::UpdateConversation => (200, 1),
            _ => (200, PAGE),
        };
        ensure!(answer.status == status, "{}: {}", self.operation.name(), answer.summary());
        let found = answer.count("\"customer_id\":");
        ensure!(found == rows, "{}: {found} conversations and not {rows}: {}", self.operation.name(), answer.summary());
        Ok(())
    }
}

/// How deep the deepest page of a list begins, in rows: [`DEEP`], or where the list has its last whole pages.
#[must_use]
pub(super) fn depth(rows: usize) -> usize {
    DEEP.min(rows.saturating_sub(PAGE * DEEP_PAGES))
}

fn targets(operation: Operation, tenant: &Tenant) -> Vec<String> {
    let population = tenant.population;
    let pages = |rows| (0..DEEP_PAGES).map(move |page| depth(rows) + page * PAGE);
    match operation {
        Operation::FirstPage => vec!["/v1/conversations".to_owned()],
        Operation::DeepPage => pages(population.size())
            .filter_map(|depth| population.cursor(depth))
            .map(|cursor| format!("/v1/conversations?cursor={}", cursor.encode()))
            .collect(),
        Operation::FirstPageOfHistory => (0..population.others())
            .map(|number| format!("/v1/customers/{}/conversations", Population::other(number)))
            .collect(),
        Operation::DeepPageOfHistory => pages(population.regulars_own())
            .filter_map(|depth| population.regulars_cursor(depth))
            .map(|cursor| format!("/v1/customers/{}/conversations?cursor={}", Population::regular(), cursor.encode()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Whose turn it is among so many.
fn turn(number: u64, among: usize) -> usize {
    usize::try_from(number % (among as u64).max(1)).unwrap_or_default()
}
