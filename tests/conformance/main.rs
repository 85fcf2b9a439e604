//! The API server against api-v1.md, driven as an integrator drives it: `curl` and `openssl` on a command line, Python with
//! nothing but its standard library. None of the project's own signing code is used, except in `rust_example`, which runs it.
//! Two files are about the proxy: `key_pairs` does the same to it, and `live_latency` times the way of a change through both.

mod administrator;
mod api;
mod crash;
mod curl;
mod deliveries;
mod documentation;
mod error_codes;
mod filters;
mod key_pairs;
mod lists;
mod live_latency;
mod name_key;
mod openapi;
mod order_of_checks;
mod pages;
mod persistence;
mod production;
mod python;
mod rate_limit;
mod refusals;
mod rust_example;
mod schemathesis;
mod scopes;
mod self_hosted;
mod slow_bodies;
mod standard_webhooks;
mod vectors;
mod writes;
