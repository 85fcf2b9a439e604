//! What the contract (api-v1.md) says about an answer, asked of the inbox on a real SQLite.

mod authentication;
mod deliveries;
mod delivery_plans;
mod delivery_schedule;
mod demo_workspace;
mod faults;
mod lists;
mod migrations;
mod order_of_checks;
mod paging_model;
mod query_plans;
mod rate_limits;
mod routing;
mod support;
mod webhook_url;
