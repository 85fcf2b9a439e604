//! What the contract (api-v1.md) says about an answer, asked of the inbox on a real SQLite.

mod authentication;
mod changes;
mod deliveries;
mod delivery_plans;
mod delivery_schedule;
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
mod support;
mod webhook_url;
mod webhooks;
mod write_order_of_checks;
