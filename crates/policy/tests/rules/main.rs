//! The rules of the signing proxy, one file per decision.

mod answer_of;
mod attempts;
mod config;
mod customer_hub_disk;
mod customer_hub_flights;
mod customer_hub_given;
mod customer_hub_live;
mod customer_hub_model;
mod customer_hub_pages;
mod decide;
mod given;
mod hook;
mod live;
mod page;
mod request_limit;
mod route;
mod workspace_hub_given;
mod workspace_hub_governor;
mod workspace_hub_governor_model;
mod workspace_hub_index;
mod workspace_hub_index_model;
mod workspace_hub_ledger;
mod workspace_hub_ledger_model;
mod workspace_hub_lists;
mod workspace_hub_writes;
