//! What kind of server an inbox is on: what everything below the inbox may ask, without knowing the inbox.

/// What kind of server this is (api-v1.md §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Workspaces come only from administrators.
    Production,
    /// The demo workspace seeds itself when it is first asked for.
    Sandbox,
}
