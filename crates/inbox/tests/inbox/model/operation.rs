//! The operations that a client may ask for, right and wrong, and how each is written as a request.

use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;

use super::contract::Model;
use crate::support::{AGENT, OTHER_AGENT};

/// The conversations that exist.
pub(crate) const CONVERSATIONS: [&str; 3] = ["cnv_1", "cnv_2", "cnv_3"];
/// What a path names: those, one that nobody has, and the id of something else. The first counts more, so that histories get long.
const NAMED: &[&str] = &["cnv_1", "cnv_1", "cnv_1", "cnv_2", "cnv_3", "cnv_9", "usr_1"];
pub(crate) const UNASSIGNED: &str = "";
const ASSIGNEES: &[&str] = &[AGENT, OTHER_AGENT, UNASSIGNED, "usr_nobody"];
const AGENTS: &[&str] = &[AGENT, OTHER_AGENT, AGENT, "usr_nobody"];
const STATUSES: &[&str] = &["open", "pending", "closed"];
const KEYS: &[&str] = &["one", "two"];
const URLS: &[&str] = &["https://a.example/hook", "https://b.example", "http://a.example"];
pub(crate) const EVENTS: [&str; 3] = ["conversation.created", "conversation.updated", "message.created"];

/// What If-Match says.
#[derive(Debug, Clone)]
pub(crate) enum Matching {
    Nothing,
    Anything,
    /// The tag of what there is now.
    Current,
    /// A tag that the server once gave for any conversation, by its place in the history of all of them.
    Earlier(usize),
    Weak,
    Malformed,
}

#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Message {
        conversation: &'static str,
        agent: &'static str,
        body: &'static str,
        internal: Option<bool>,
        key: Option<&'static str>,
    },
    Change {
        conversation: &'static str,
        status: Option<&'static str>,
        /// [`UNASSIGNED`] for null.
        assignee: Option<&'static str>,
        matching: Matching,
    },
    Webhook {
        url: &'static str,
        events: Vec<&'static str>,
        active: Option<bool>,
        key: Option<&'static str>,
    },
    List {
        status: Option<&'static str>,
        assignee: Option<&'static str>,
    },
}

pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    let message =
        (select(NAMED), select(AGENTS), select(&["", "Hi", "Hi", "Bye"][..]), of(any::<bool>()), of(select(KEYS)))
            .prop_map(|(conversation, agent, body, internal, key)| Operation::Message {
                conversation,
                agent,
                body,
                internal,
                key,
            });
    let change = (select(NAMED), of(select(STATUSES)), of(select(ASSIGNEES)), matching()).prop_map(
        |(conversation, status, assignee, matching)| Operation::Change { conversation, status, assignee, matching },
    );
    let webhook = (select(URLS), subsequence(&EVENTS[..], 0..=3), of(any::<bool>()), of(select(KEYS)))
        .prop_map(|(url, events, active, key)| Operation::Webhook { url, events, active, key });
    let list =
        (of(select(STATUSES)), of(select(AGENTS))).prop_map(|(status, assignee)| Operation::List { status, assignee });
    prop_oneof![4 => message, 5 => change, 2 => webhook, 2 => list]
}

fn matching() -> impl Strategy<Value = Matching> {
    prop_oneof![
        3 => Just(Matching::Nothing),
        1 => Just(Matching::Anything),
        3 => Just(Matching::Current),
        3 => any::<usize>().prop_map(Matching::Earlier),
        1 => Just(Matching::Weak),
        1 => Just(Matching::Malformed),
    ]
}

impl Operation {
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Message { .. } | Self::Webhook { .. } => "POST",
            Self::Change { .. } => "PATCH",
            Self::List { .. } => "GET",
        }
    }

    pub(crate) fn target(&self) -> String {
        match self {
            Self::Message { conversation, .. } => format!("/v1/conversations/{conversation}/messages"),
            Self::Change { conversation, .. } => format!("/v1/conversations/{conversation}"),
            Self::Webhook { .. } => "/v1/webhooks".into(),
            Self::List { status, assignee } => {
                let status = status.map(|status| format!("status={status}"));
                let assignee = assignee.map(|assignee| format!("assignee_id={assignee}"));
                let query: Vec<_> = status.into_iter().chain(assignee).collect();
                format!("/v1/conversations?{}", query.join("&"))
            }
        }
    }

    pub(crate) fn body(&self) -> String {
        let mut fields = json!({});
        match self {
            Self::Message { agent, body, internal, .. } => {
                fields = json!({"author_type": "agent", "agent_id": agent, "body": body});
                internal.inspect(|internal| fields["internal"] = (*internal).into());
            }
            Self::Change { status, assignee, .. } => {
                status.inspect(|status| fields["status"] = (*status).into());
                let id = |agent: &'static str| (agent != UNASSIGNED).then_some(agent);
                assignee.inspect(|assignee| fields["assignee_id"] = id(assignee).into());
            }
            Self::Webhook { url, events, active, .. } => {
                fields = json!({"url": url, "events": events});
                active.inspect(|active| fields["active"] = (*active).into());
            }
            Self::List { .. } => return String::new(),
        }
        fields.to_string()
    }

    pub(crate) fn key(&self) -> Option<&'static str> {
        match self {
            Self::Message { key, .. } | Self::Webhook { key, .. } => *key,
            Self::Change { .. } | Self::List { .. } => None,
        }
    }

    pub(crate) fn if_match(&self, model: &Model) -> Option<String> {
        let Self::Change { conversation, matching, .. } = self else {
            return None;
        };
        let current = || model.tag(conversation).unwrap_or_else(|| "\"none\"".into());
        match matching {
            Matching::Nothing => None,
            Matching::Anything => Some("*".into()),
            Matching::Current => Some(format!("\"other\", {}", current())),
            Matching::Earlier(place) => Some(model.earlier_tag(*place)),
            Matching::Weak => Some(format!("W/{}", current())),
            Matching::Malformed => Some("tag".into()),
        }
    }
}
