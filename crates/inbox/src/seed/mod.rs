//! The demo workspace of api-v1.md §9: the same on every machine, so that examples, tests and screenshots agree.
//!
//! ```text
//! corpus/*.txt ─▶ corpus ─▶ crm (the host's customers) ─▶ history (their conversations) ─▶ apply (rows in SQL)
//!                            └─▶ crm(): the host's own records, for a dashboard to join with the API
//! ```
//!
//! | to see | look at |
//! | --- | --- |
//! | the contract's customers, with two and one conversations | `cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F`, `cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A` |
//! | exactly one page of 25, and no more | `cus_01E85N9DRGS7Z0E21VVEYNHP7A` |
//! | the most conversations, 106 | `cus_01EXQQT1N08Z04X7VAH4X94HRA` |
//! | known to the API, no conversation yet | `cus_01H67QXMK26QE0E2BNQETZ160W` |
//! | in the CRM, never wrote in: `customer_not_found` | `cus_01FD3HQAHDRE293ZT78VWNH4YG` |
//!
//! All names, companies and subjects are made up; addresses end in `.example` (RFC 2606).

mod apply;
mod corpus;
mod crm;
mod history;
mod random;
mod webhook;

pub use apply::apply;
pub use crm::{AccountManager, Crm, CrmCustomer, crm};
pub use webhook::SIGNING_SECRET as WEBHOOK_SIGNING_SECRET;
pub(crate) use webhook::point_at as point_webhook_at;

/// The workspace's name, which its key names.
pub const WORKSPACE: &str = "abc123";
/// The key of the reference's examples.
pub const KEY: &str = "sk_test_abc123";
/// Its secret, as published in the reference: it protects nothing but made-up data.
pub const SECRET: &str = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
