//! The table itself: data, no code.

use super::{Endpoint, Example, Method, Operation, Parameter, Schema};
use crate::{error::ErrorCode, scope::Scope};

const STATUS: Parameter = Parameter {
    name: "status",
    kind: "string",
    description: "Only conversations in this status: open, pending or closed.",
};
const ASSIGNEE: Parameter =
    Parameter { name: "assignee_id", kind: "string", description: "Only conversations assigned to this agent." };
const CURSOR: Parameter =
    Parameter { name: "cursor", kind: "string", description: "The next_cursor of the previous page." };
const LIMIT: Parameter =
    Parameter { name: "limit", kind: "integer", description: "Rows per page, 1 to 100; 25 unless given." };

/// Every operation, in the order of the reference and of [`Operation`].
pub static ENDPOINTS: [Endpoint; 5] = [
    Endpoint {
        operation: Operation::ListConversations,
        method: Method::Get,
        path: "/conversations",
        summary: "Lists the workspace's conversations, newest first.",
        scope: Scope::ConversationsRead,
        query: &[STATUS, ASSIGNEE, CURSOR, LIMIT],
        body: None,
        status: 200,
        answer: Schema::ConversationPage,
        errors: &[ErrorCode::InvalidFilter],
        example: Example {
            path: "/conversations?status=open&assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K&limit=2",
            body: None,
        },
    },
    Endpoint {
        operation: Operation::CreateMessage,
        method: Method::Post,
        path: "/conversations/:id/messages",
        summary: "Posts a reply, or an internal note, on behalf of an agent.",
        scope: Scope::ConversationsWrite,
        query: &[],
        body: Some(Schema::NewMessage),
        status: 201,
        answer: Schema::Message,
        errors: &[
            ErrorCode::InvalidRequest,
            ErrorCode::InvalidFilter,
            ErrorCode::ConversationNotFound,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::IdempotencyMismatch,
        ],
        example: Example {
            path: "/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages",
            body: Some(
                r#"{"author_type":"agent","agent_id":"usr_01HXYZ7A6B5C4D3E2F1G0H9J8K","body":"Hi Jane — I updated your billing address. Please refresh your account page to confirm.","internal":false}"#,
            ),
        },
    },
    Endpoint {
        operation: Operation::UpdateConversation,
        method: Method::Patch,
        path: "/conversations/:id",
        summary: "Changes a conversation's status or assignee.",
        scope: Scope::ConversationsWrite,
        query: &[],
        body: Some(Schema::ConversationChange),
        status: 200,
        answer: Schema::Conversation,
        errors: &[
            ErrorCode::InvalidRequest,
            ErrorCode::InvalidFilter,
            ErrorCode::InvalidStatusTransition,
            ErrorCode::ConversationNotFound,
            ErrorCode::Conflict,
            ErrorCode::UnsupportedMediaType,
        ],
        example: Example {
            path: "/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
            body: Some(r#"{"status":"pending","assignee_id":"usr_01HXYZ7A6B5C4D3E2F1G0H9J8K"}"#),
        },
    },
    Endpoint {
        operation: Operation::ListCustomerConversations,
        method: Method::Get,
        path: "/customers/:id/conversations",
        summary: "Lists one customer's conversations, newest first.",
        scope: Scope::ConversationsRead,
        query: &[STATUS, CURSOR, LIMIT],
        body: None,
        status: 200,
        answer: Schema::ConversationPage,
        errors: &[ErrorCode::InvalidFilter, ErrorCode::CustomerNotFound],
        example: Example { path: "/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations?limit=25", body: None },
    },
    Endpoint {
        operation: Operation::CreateWebhook,
        method: Method::Post,
        path: "/webhooks",
        summary: "Registers an endpoint for conversation events.",
        scope: Scope::WebhooksManage,
        query: &[],
        body: Some(Schema::NewWebhook),
        status: 201,
        answer: Schema::Webhook,
        errors: &[
            ErrorCode::InvalidRequest,
            ErrorCode::InvalidFilter,
            ErrorCode::InvalidWebhookUrl,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::IdempotencyMismatch,
        ],
        example: Example {
            path: "/webhooks",
            body: Some(
                r#"{"url":"https://crm.example.com/webhooks/helpthread","events":["conversation.created","conversation.updated","message.created"],"active":true}"#,
            ),
        },
    },
];
