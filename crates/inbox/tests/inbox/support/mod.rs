//! A workspace in memory and requests to it.

mod desk;
pub(crate) mod outbox;
mod server;
mod sqlite;
mod wrapped;

pub(crate) use desk::{
    AGENT, CUSTOMER, Desk, NOW, OTHER_AGENT, Row, Write, code, data, get_request, header, moment, refusal, rows, signed,
};
pub(crate) use server::{Server, TOKEN, answered};
pub(crate) use sqlite::Sqlite;
pub(crate) use wrapped::{FailingAfter, Watched};
