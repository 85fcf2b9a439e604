//! The two hubs as Durable Objects. What they decide is in `helpthread_policy::hub`; here are their shells.
//!
//! ```text
//! Worker ── exchange ──▶ CustomerHub  (customer.rs)  ─┐
//!        ── exchange ──▶ WorkspaceHub (workspace.rs) ─┴─▶ shell: step, then perform each effect
//!                                                         disk, clock, waiting, ask: one platform service each
//! ```

mod clock;
mod customer;
mod disk;
pub(crate) mod exchange;
pub(crate) mod serve;
mod shell;
mod waiting;
mod workspace;
