//! What the contract (api-v1.md) says about an answer, asked of the inbox on a real SQLite.

mod administration_credentials;
mod administration_entrance;
mod administration_import;
mod administration_inbound;
mod administration_lists;
mod administration_workspaces;
mod authentication;
mod changes;
mod demo_workspace;
mod events;
mod faults;
mod half_written;
mod idempotency;
mod lists;
mod messages;
mod migrations;
mod model;
mod order_of_checks;
mod paging_model;
mod query_plans;
mod rate_limits;
mod routing;
mod sandbox_reset;
mod support;
mod webhooks;
mod write_order_of_checks;
