//! The rules of the signing proxy, one file per decision.

mod answer_of;
mod config;
mod decide;
mod given;
mod page;
mod route;
