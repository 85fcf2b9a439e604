//! The contract in a few vectors.

use std::collections::{BTreeMap, BTreeSet};

use helpthread_core::id::ConversationId;
use helpthread_core::model::{Conversation, ConversationStatus};
use helpthread_core::time::Timestamp;
use serde_json::{Value, json};

use super::operation::{Matching, Operation, UNASSIGNED};
use crate::support::{AGENT, CUSTOMER, OTHER_AGENT};

/// What the answer must be.
pub(crate) struct Expected {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) tag: Option<String>,
}

#[derive(Default)]
pub(crate) struct Model {
    conversations: Vec<Conversation>,
    pub(crate) webhooks: Vec<Webhook>,
    /// By key: until when, of which request, and the answer.
    remembered: BTreeMap<&'static str, (i64, (String, String), Value)>,
    ids: BTreeSet<String>,
    tags: Vec<String>,
}

/// A webhook and what it is owed: conversation, when at the earliest (unix seconds), type and data.
pub(crate) struct Webhook {
    pub(crate) id: String,
    events: Vec<&'static str>,
    active: bool,
    owed: Vec<(String, i64, &'static str, Value)>,
}

impl Webhook {
    pub(crate) fn owed<'a>(&'a self, conversation: &'a str) -> impl Iterator<Item = (i64, &'static str, &'a Value)> {
        let about = self.owed.iter().filter(move |(id, ..)| id == conversation);
        about.map(|(_, at, event_type, data)| (*at, *event_type, data))
    }
}

fn refused(status: u16, code: &str, message: impl Into<String>) -> Expected {
    let message = message.into();
    Expected { status, body: json!({"error": {"code": code, "message": message}}), tag: None }
}

fn invalid(message: &str) -> Expected {
    refused(400, "invalid_request", message)
}

fn not_found(conversation: &str) -> Expected {
    refused(404, "conversation_not_found", format!("No conversation was found for id {conversation}."))
}

fn unknown_agent(field: &str, agent: &str) -> Result<(), Expected> {
    if [AGENT, OTHER_AGENT].contains(&agent) {
        return Ok(());
    }
    Err(invalid(&format!("The field {field} must be the id of an agent of this workspace.")))
}

impl Model {
    pub(crate) fn begin(&mut self, id: &str, status: &str, assignee: Option<&str>, at: i64) {
        let at = Timestamp::from_unix(at);
        let conversation = Conversation {
            id: ConversationId::parse(id).unwrap(),
            customer_id: CUSTOMER.parse().unwrap(),
            subject: "A question".into(),
            status: ConversationStatus::from(status),
            assignee_id: assignee.map(|agent| agent.parse().unwrap()),
            created_at: at,
            updated_at: at,
            last_message_at: at,
        };
        self.tags.push(conversation.tag());
        self.conversations.push(conversation);
    }

    pub(crate) fn tag(&self, conversation: &str) -> Option<String> {
        self.find(conversation).map(|place| self.conversations[place].tag())
    }

    pub(crate) fn earlier_tag(&self, place: usize) -> String {
        self.tags[place % self.tags.len()].clone()
    }

    /// The answer to `operation` at `now`; what only the server can choose is taken from its answer.
    pub(crate) fn answer(&mut self, operation: &Operation, now: i64, given: &Value) -> Expected {
        let outcome = match operation {
            Operation::List { status, assignee } => Ok(self.list(*status, *assignee)),
            Operation::Change { .. } => self.change(operation, now),
            Operation::Message { body: "", .. } => Err(invalid("The field body must have 1 to 65536 bytes of text.")),
            Operation::Webhook { events, .. } if events.is_empty() => Err(invalid(
                "The field events must be a non-empty list without repetition of: conversation.created, conversation.updated, message.created.",
            )),
            Operation::Webhook { url, .. } if !url.starts_with("https://") => {
                Err(refused(400, "invalid_webhook_url", "Webhook URL must be an HTTPS URL."))
            }
            Operation::Message { .. } | Operation::Webhook { .. } => self.once(operation, now, given),
        };
        outcome.unwrap_or_else(|refused| refused)
    }

    fn find(&self, conversation: &str) -> Option<usize> {
        self.conversations.iter().position(|known| known.id.as_str() == conversation)
    }

    fn list(&self, status: Option<&str>, assignee: Option<&str>) -> Expected {
        let mut found: Vec<_> = self.conversations.iter().collect();
        found.retain(|row| status.is_none_or(|status| row.status.as_str() == status));
        found
            .retain(|row| assignee.is_none_or(|agent| row.assignee_id.as_ref().is_some_and(|id| id.as_str() == agent)));
        found.reverse(); // They began at one time, in the order of their ids.
        let body = json!({"data": found, "pagination": {"next_cursor": null, "has_more": false}});
        Expected { status: 200, body, tag: None }
    }

    fn change(&mut self, operation: &Operation, now: i64) -> Result<Expected, Expected> {
        let Operation::Change { conversation, status, assignee, matching } = operation else {
            unreachable!("the caller has a change");
        };
        if let Matching::Malformed = matching {
            return Err(invalid("The If-Match header must be * or entity tags in double quotes, separated by commas."));
        }
        if status.is_none() && assignee.is_none() {
            return Err(invalid("The body must have status, assignee_id or both."));
        }
        let named = assignee.filter(|agent| *agent != UNASSIGNED);
        named.map_or(Ok(()), |agent| unknown_agent("assignee_id", agent))?;
        let place = self.find(conversation).ok_or_else(|| not_found(conversation))?;
        let before = self.conversations[place].clone();
        if (before.status.as_str(), *status) == ("closed", Some("pending")) {
            let message = format!("Conversation {conversation} cannot be moved from closed to pending.");
            return Err(refused(400, "invalid_status_transition", message));
        }
        let seen = match matching {
            Matching::Earlier(place) => self.earlier_tag(*place) == before.tag(),
            Matching::Weak => false,
            _ => true,
        };
        if !seen {
            let message = format!(
                "Conversation {conversation} is no longer as If-Match says: fetch it again and retry if the change still applies."
            );
            return Err(refused(409, "conflict", message));
        }
        let mut after = before.clone();
        status.inspect(|status| after.status = ConversationStatus::from(*status));
        assignee.inspect(|_| after.assignee_id = named.map(|agent| agent.parse().unwrap()));
        if after != before {
            after.updated_at = after.updated_at.max(Timestamp::from_unix(now));
            self.happened(now, &after, &[("conversation.updated", json!(after))]);
            self.tags.push(after.tag());
            self.conversations[place] = after.clone();
        }
        Ok(Expected { status: 200, body: json!({"data": after}), tag: Some(after.tag()) })
    }

    /// A POST, once per key.
    fn once(&mut self, operation: &Operation, now: i64, given: &Value) -> Result<Expected, Expected> {
        let request = (operation.target(), operation.body());
        let remembered = operation.key().and_then(|key| self.remembered.get(key)).filter(|(until, ..)| *until > now);
        let mut mismatch = false;
        if let Some((_, first, answer)) = remembered {
            if *first == request {
                return Ok(Expected { status: 201, body: answer.clone(), tag: None });
            }
            mismatch = true;
        }
        let place = match operation {
            Operation::Message { conversation, agent, .. } => {
                unknown_agent("agent_id", agent)?;
                self.find(conversation).ok_or_else(|| not_found(conversation))?
            }
            _ => 0,
        };
        if mismatch {
            return Err(refused(422, "idempotency_mismatch", "The Idempotency-Key was used with another request."));
        }
        let created = match operation {
            Operation::Message { .. } => self.message(operation, place, now, given),
            _ => self.webhook(operation, now, given),
        };
        let body = json!({"data": created});
        self.remembered.retain(|_, (until, ..)| *until > now);
        if let Some(key) = operation.key() {
            self.remembered.insert(key, (now + 86_400, request, body.clone()));
        }
        Ok(Expected { status: 201, body, tag: None })
    }

    fn message(&mut self, operation: &Operation, place: usize, now: i64, given: &Value) -> Value {
        let Operation::Message { agent, body, internal, .. } = operation else {
            unreachable!("the caller has a message");
        };
        let mut conversation = self.conversations[place].clone();
        let at = conversation.updated_at.max(Timestamp::from_unix(now));
        conversation.updated_at = at;
        let internal = internal.unwrap_or(false);
        if !internal {
            conversation.last_message_at = at;
        }
        let mut message = json!({
            "id": self.new_id("msg_", given), "conversation_id": conversation.id, "author_type": "agent",
            "agent_id": agent, "body": body, "internal": internal, "created_at": at,
        });
        let answer = message.clone();
        message["customer_id"] = CUSTOMER.into();
        self.happened(
            now,
            &conversation,
            &[("message.created", message), ("conversation.updated", json!(conversation))],
        );
        self.tags.push(conversation.tag());
        self.conversations[place] = conversation;
        answer
    }

    fn webhook(&mut self, operation: &Operation, now: i64, given: &Value) -> Value {
        let Operation::Webhook { url, events, active, .. } = operation else {
            unreachable!("the caller has a webhook");
        };
        let (id, active) = (self.new_id("whk_", given), active.unwrap_or(true));
        let secret = given["data"]["signing_secret"].as_str().unwrap_or_default().to_owned();
        assert!(secret.starts_with("whsec_") && self.ids.insert(secret.clone()), "a secret of its own: {given}");
        self.webhooks.push(Webhook { id: id.clone(), events: events.clone(), active, owed: Vec::new() });
        json!({
            "id": id, "url": url, "events": events, "active": active, "signing_secret": secret,
            "created_at": Timestamp::from_unix(now),
        })
    }

    fn new_id(&mut self, prefix: &str, given: &Value) -> String {
        let id = given["data"]["id"].as_str().unwrap_or_default().to_owned();
        assert!(id.starts_with(prefix) && self.ids.insert(id.clone()), "a new id: {given}");
        id
    }

    fn happened(&mut self, now: i64, conversation: &Conversation, events: &[(&'static str, Value)]) {
        for webhook in self.webhooks.iter_mut().filter(|webhook| webhook.active) {
            for (event_type, data) in events.iter().filter(|(event_type, _)| webhook.events.contains(event_type)) {
                webhook.owed.push((conversation.id.to_string(), now, event_type, data.clone()));
            }
        }
    }
}
