//! The rules of the signing proxy, one file per decision.

mod answer_of;
mod attempts;
mod config;
mod decide;
mod given;
mod hook;
mod live;
mod page;
mod route;
mod trace;
mod writes;
