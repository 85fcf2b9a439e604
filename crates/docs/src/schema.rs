//! The fields of bodies and objects (api-v1.md §2 and §3), once for the pages and for `OpenAPI`.

use helpthread_core::endpoint::Schema;
use serde_json::{Value, json};

/// One field.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// Its type for people.
    pub(crate) kind: &'static str,
    pub(crate) required: bool,
    pub(crate) about: &'static str,
    /// Its JSON Schema.
    pub(crate) schema: fn() -> Value,
}

/// An object of the contract.
pub(crate) struct Object {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) fields: &'static [Field],
}

const fn field(
    name: &'static str,
    kind: &'static str,
    required: bool,
    about: &'static str,
    schema: fn() -> Value,
) -> Field {
    Field { name, kind, required, about, schema }
}

/// A schema of `components/schemas`.
pub(crate) fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn agent_or_nobody() -> Value {
    json!({ "anyOf": [named("AgentId"), { "type": "null" }] })
}
fn time() -> Value {
    named("Time")
}
fn status() -> Value {
    named("Status")
}
fn events() -> Value {
    named("EventTypes")
}
fn agent() -> Value {
    named("AgentId")
}
fn conversation() -> Value {
    named("ConversationId")
}
fn text() -> Value {
    json!({ "type": "string" })
}

/// What [`Schema::NewMessage`] takes.
pub(crate) const NEW_MESSAGE: Object = Object {
    name: "NewMessage",
    about: "A reply, or an internal note.",
    fields: &[
        field("author_type", "string", true, "Always `agent`.", || json!({ "const": "agent" })),
        field("agent_id", "string", true, "The agent who writes, `usr_…`.", agent),
        field(
            "body",
            "string",
            true,
            "The text, 1 to 65,536 bytes of UTF-8.",
            || json!({ "type": "string", "minLength": 1, "maxLength": 65536 }),
        ),
        field(
            "internal",
            "boolean",
            false,
            "Whether only agents see it; by default `false`.",
            || json!({ "type": "boolean", "default": false }),
        ),
    ],
};

/// What [`Schema::ConversationChange`] takes.
pub(crate) const CONVERSATION_CHANGE: Object = Object {
    name: "ConversationChange",
    about: "At least one of the two.",
    fields: &[
        field("status", "string", false, "What the conversation becomes: `open`, `pending` or `closed`.", status),
        field(
            "assignee_id",
            "string or null",
            false,
            "Who is put in charge, `usr_…`; `null` for nobody.",
            agent_or_nobody,
        ),
    ],
};

/// What [`Schema::NewWebhook`] takes.
pub(crate) const NEW_WEBHOOK: Object = Object {
    name: "NewWebhook",
    about: "A webhook to be.",
    fields: &[
        field(
            "url",
            "string",
            true,
            "Where deliveries go: a public `https://` URL.",
            || json!({ "type": "string", "format": "webhook-url", "pattern": "^https://" }),
        ),
        field(
            "events",
            "array of strings",
            true,
            "What to be told about, each once: `conversation.created`, `conversation.updated`, `message.created`.",
            events,
        ),
        field(
            "active",
            "boolean",
            false,
            "Whether deliveries begin at once; by default `true`.",
            || json!({ "type": "boolean", "default": true }),
        ),
    ],
};

/// A conversation.
pub(crate) const CONVERSATION: Object = Object {
    name: "Conversation",
    about: "A support conversation.",
    fields: &[
        field("id", "string", true, "`cnv_…`", conversation),
        field("customer_id", "string", true, "Whose conversation it is, `cus_…`.", || named("CustomerId")),
        field("subject", "string", true, "What it is about: plain text, in the customer's words.", text),
        field("status", "string", true, "Where it stands: `open`, `pending` or `closed`.", status),
        field("assignee_id", "string or null", true, "The agent in charge, `usr_…`, or `null`.", agent_or_nobody),
        field("created_at", "time", true, "When it began.", time),
        field("updated_at", "time", true, "When any of its fields last changed.", time),
        field("last_message_at", "time", true, "When the last message that the customer can see was written.", time),
    ],
};

/// A message.
pub(crate) const MESSAGE: Object = Object {
    name: "Message",
    about: "A message of a conversation.",
    fields: &[
        field("id", "string", true, "`msg_…`", || json!({ "type": "string", "pattern": "^msg_[A-Za-z0-9_-]{1,60}$" })),
        field("conversation_id", "string", true, "The conversation it belongs to, `cnv_…`.", conversation),
        field(
            "author_type",
            "string",
            true,
            "Who wrote: `agent`; in events also `customer`.",
            || json!({ "const": "agent" }),
        ),
        field("agent_id", "string or null", true, "The agent who wrote, `usr_…`; `null` for a customer's.", agent),
        field("body", "string", true, "The text.", || json!({ "type": "string", "minLength": 1 })),
        field("internal", "boolean", true, "Whether only agents see it.", || json!({ "type": "boolean" })),
        field("created_at", "time", true, "When it was written.", time),
    ],
};

/// A webhook.
pub(crate) const WEBHOOK: Object = Object {
    name: "Webhook",
    about: "A webhook registration.",
    fields: &[
        field("id", "string", true, "`whk_…`", || json!({ "type": "string", "pattern": "^whk_[A-Za-z0-9_-]{1,60}$" })),
        field("url", "string", true, "Where deliveries go.", text),
        field("events", "array of strings", true, "What it is told about.", events),
        field("active", "boolean", true, "Whether anything is delivered.", || json!({ "type": "boolean" })),
        field(
            "signing_secret",
            "string",
            true,
            "Checks deliveries. In this answer and never again.",
            || json!({ "type": "string", "pattern": "^whsec_[A-Za-z0-9+/]{32}$" }),
        ),
        field("created_at", "time", true, "When it was registered.", time),
    ],
};

/// Every object, in the order of the contract.
pub(crate) const OBJECTS: [&Object; 6] =
    [&CONVERSATION, &MESSAGE, &WEBHOOK, &NEW_MESSAGE, &CONVERSATION_CHANGE, &NEW_WEBHOOK];

/// The object of a body, or the one that an answer holds.
pub(crate) fn object(schema: Schema) -> &'static Object {
    match schema {
        Schema::NewMessage => &NEW_MESSAGE,
        Schema::ConversationChange => &CONVERSATION_CHANGE,
        Schema::NewWebhook => &NEW_WEBHOOK,
        Schema::Conversation | Schema::ConversationPage => &CONVERSATION,
        Schema::Message => &MESSAGE,
        Schema::Webhook => &WEBHOOK,
    }
}
