//! The rules of the signing proxy, one file per decision.

mod config;
mod decide;
mod given;
mod history;
mod route;
