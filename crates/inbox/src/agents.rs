//! The workspace's agents, whom a body may name.

use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::id::AgentId;

use crate::database::Database;
use crate::failure::Failure;

/// Refuses an agent that the workspace does not have: `invalid_request`, naming the body's `field`.
pub(crate) fn known(database: &impl Database, field: &str, agent: &AgentId) -> Result<(), Failure> {
    let rows = database.query("SELECT 1 FROM agents WHERE id = ?1", &[agent.as_str().into()])?;
    if rows.is_empty() {
        let message = format!("The field {field} must be the id of an agent of this workspace.");
        return Err(Refusal::new(ErrorCode::InvalidRequest, message).into());
    }
    Ok(())
}
