//! What we cannot install ourselves: Rust is there, since cargo runs us; Node and npm may not be.

use anyhow::Result;

use super::versions;
use crate::command::query;
use crate::failure::Failure;

/// The oldest Node that npm and our scripts start with. The scripts then run on the one that npm installs.
const NODE: u32 = 20;

/// Check that Node and npm are there.
///
/// # Errors
/// One line that says what is missing and what to do.
pub fn check() -> Result<()> {
    node(query("node", &["--version"]).as_deref())?;
    if query("npm", &["--version"]).is_none() {
        return Err(Failure::new("npm is missing: install it with Node (https://nodejs.org), then try again").into());
    }
    Ok(())
}

fn node(printed: Option<&str>) -> Result<(), Failure> {
    let version = printed.and_then(versions::printed);
    match version.and_then(versions::major) {
        Some(major) if major >= NODE => Ok(()),
        Some(_) => Err(Failure::new(format!(
            "Node {} is too old: install Node {NODE} or newer (https://nodejs.org), then try again",
            version.unwrap_or_default()
        ))),
        None => Err(Failure::new(format!(
            "Node is missing: install Node {NODE} or newer (https://nodejs.org), then try again"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_old_node_is_one_line_that_says_what_to_do() {
        assert!(node(Some("v20.0.0")).is_ok());
        assert!(node(Some("v24.21.0")).is_ok());
        let old = node(Some("v18.19.1")).unwrap_err().to_string();
        assert_eq!(old, "Node 18.19.1 is too old: install Node 20 or newer (https://nodejs.org), then try again");
        let missing = node(None).unwrap_err().to_string();
        assert!(missing.starts_with("Node is missing: install Node 20") && !missing.contains('\n'));
    }
}
