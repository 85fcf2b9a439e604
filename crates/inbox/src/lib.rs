//! What the API does: the support inbox's rules over SQL.
//!
//! A whole request goes in, a whole answer comes out. Time, the request's id and the database are arguments, so that
//! everything the contract (api-v1.md) says about an answer is tested natively in milliseconds; `api/` only carries
//! bytes between the platform and this crate.
//!
//! ```text
//! Worker                      Workspace object (one per workspace, with its own SQLite database)
//! door::admit ── workspace ─▶ Inbox::answer
//!   header there?               standing    does this workspace exist? migrate it
//!   body within the limit?      credentials known key, right signature, timestamp
//!   header well formed?         allowance   count the request, 429
//!                               endpoint    404, 405, 403 (core's table)
//!                               lists       the query, the page
//!                               writing     415, 400, 404, 409, 422, one transaction:
//!                                           messages, changes, webhooks; events
//! ```
//!
//! | you want to | use |
//! | --- | --- |
//! | refuse what needs no database, and find a request's workspace | [`door::admit`] |
//! | answer a request | [`Inbox::answer`] |
//! | administer workspaces, reset the sandbox | [`administration`] |
//! | deliver events to webhooks | [`Inbox::next_attempt`], [`Inbox::settle`], [`Inbox::next_alarm`] |
//! | run it on another SQLite | [`database::Database`] |
//! | fill the demo workspace, or read its CRM | [`seed`] |
//!
//! Not here: HTTP, the clock, request ids (`api/`), what v1 is (`helpthread-core`).
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod administration;
mod agents;
mod allowance;
pub mod answer;
mod changes;
mod conversations;
mod credentials;
pub mod database;
pub mod deliveries;
pub mod door;
mod events;
mod failure;
mod idempotency;
mod inbox;
mod lists;
mod messages;
mod mode;
pub mod moment;
pub mod name_key;
mod precondition;
pub mod request;
pub mod schema;
pub mod seed;
mod standing;
mod transaction;
mod ulid;
pub mod webhook_url;
mod webhooks;
mod writing;

pub use inbox::Inbox;
pub use mode::Mode;
