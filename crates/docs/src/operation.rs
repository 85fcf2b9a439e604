//! What the reference says of an operation besides the endpoint table: where its page is, and what people should know.

use helpthread_core::endpoint::Operation;
use helpthread_core::error::ErrorCode;

/// The name of its page and of its examples' folder.
pub const fn slug(operation: Operation) -> &'static str {
    match operation {
        Operation::ListConversations => "list-conversations",
        Operation::CreateMessage => "create-message",
        Operation::UpdateConversation => "update-conversation",
        Operation::ListCustomerConversations => "list-customer-conversations",
        Operation::CreateWebhook => "create-webhook",
    }
}

/// Its name for people.
pub const fn title(operation: Operation) -> &'static str {
    match operation {
        Operation::ListConversations => "List conversations",
        Operation::CreateMessage => "Reply to a conversation",
        Operation::UpdateConversation => "Update a conversation",
        Operation::ListCustomerConversations => "List a customer's conversations",
        Operation::CreateWebhook => "Register a webhook",
    }
}

/// What it is for and how it behaves, as Markdown.
pub const fn description(operation: Operation) -> &'static str {
    match operation {
        Operation::ListConversations => {
            "Use it for triage queues, CRM views and reports. The newest come first, by `created_at` and then `id`. Without filters it lists \
             the whole workspace; filters narrow it together. An `assignee_id` that nobody has is an empty list, not an error.\n\n\
             Changes made while you page neither skip nor repeat a row, except that a row whose `status` changes may enter or leave a \
             filtered list. [Pagination](pagination.md) shows the loop."
        }
        Operation::CreateMessage => {
            "Use it where agents answer from a CRM, an admin console or a script. The message is the agent's: the customer sees her name \
             on it. With `internal: true` it is a note that only agents see.\n\n\
             A reply moves the conversation's `updated_at` and `last_message_at`; an internal note moves `updated_at` alone. Either causes \
             the events `message.created` and `conversation.updated`. It does not change the status: send \
             [a change](update-conversation.md) for that."
        }
        Operation::UpdateConversation => {
            "Use it to bring decisions from a CRM or a triage queue back to the inbox. Send `status`, `assignee_id`, or both; \
             `assignee_id: null` puts nobody in charge.\n\n\
             | from | to |\n| --- | --- |\n| `open` | `pending`, `closed` |\n| `pending` | `open`, `closed` |\n| `closed` | `open` |\n\n\
             The value that a conversation already has is accepted and changes nothing: no timestamp moves and no event is sent. The answer \
             carries the conversation's `ETag`. Send it back as `If-Match` with the next change, and a change that would overwrite somebody \
             else's is refused as `conflict`; without `If-Match` the last write wins."
        }
        Operation::ListCustomerConversations => {
            "Use it for the support history on a customer's profile, on her account page, or in a CRM record. The newest come first. A customer \
             who never wrote in does not exist here: that is 404 `customer_not_found`, which a profile shows as an empty history.\n\n\
             A browser must not call this: it would need the workspace secret. [The widget](widget.md) and \
             [session tokens](session-tokens.md) are for that."
        }
        Operation::CreateWebhook => {
            "Use it to keep a CRM, a data warehouse or a dashboard in step without polling. The answer holds `signing_secret`, this once: store \
             it where your receiver can read it. [Webhooks](webhooks.md) says what is delivered, and how to check it.\n\n\
             Events are sent for what changes after the registration. With `active: false` nothing is delivered."
        }
    }
}

/// The error that its page shows whole.
pub const fn error_shown(operation: Operation) -> ErrorCode {
    match operation {
        Operation::ListConversations => ErrorCode::InvalidFilter,
        Operation::CreateMessage => ErrorCode::ConversationNotFound,
        Operation::UpdateConversation => ErrorCode::InvalidStatusTransition,
        Operation::ListCustomerConversations => ErrorCode::CustomerNotFound,
        Operation::CreateWebhook => ErrorCode::InvalidWebhookUrl,
    }
}
