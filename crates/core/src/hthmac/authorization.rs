//! The Authorization header, read and written (api-v1.md §1, "Parsing").

use alloc::string::{String, ToString};

use super::{HthmacError, InvalidWorkspaceKey, Signature};
use crate::{encode::put, window::parse_unix};

/// The longest header that is looked at, in bytes.
const MAX_LENGTH: usize = 512;
/// The longest workspace key, in bytes.
const MAX_KEY_LENGTH: usize = 128;

/// A well-formed header, not yet verified.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// Which credential signed, so it claims.
    pub workspace_key: String,
    /// The claimed signature.
    pub signature: Signature,
    /// When it was signed, so it claims, in unix seconds.
    pub timestamp: i64,
}

impl Authorization {
    /// Reads a header's value: the scheme in any case, then `workspace_key`, `signature` and `timestamp`, each once, in
    /// any order, quoted, separated by commas.
    ///
    /// # Errors
    /// [`HthmacError::Malformed`] for anything else.
    pub fn parse(header: &str) -> Result<Self, HthmacError> {
        read(header).ok_or(HthmacError::Malformed)
    }
}

fn read(header: &str) -> Option<Authorization> {
    if header.len() > MAX_LENGTH {
        return None;
    }
    let (scheme, mut rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("HTHMAC") {
        return None;
    }
    let (mut workspace_key, mut signature, mut timestamp) = (None, None, None);
    loop {
        let (name, value, after) = parameter(rest)?;
        let slot = match name {
            "workspace_key" => &mut workspace_key,
            "signature" => &mut signature,
            "timestamp" => &mut timestamp,
            _ => return None,
        };
        if slot.replace(value).is_some() {
            return None;
        }
        let after = after.trim_start_matches([' ', '\t']);
        if after.is_empty() {
            break;
        }
        rest = after.strip_prefix(',')?;
    }
    Some(Authorization {
        workspace_key: workspace_key.filter(|key| is_workspace_key(key.as_bytes()))?.to_string(),
        signature: Signature::parse(signature?)?,
        timestamp: parse_unix(timestamp?)?,
    })
}

/// The next `name="value"`, and what follows it. A value has no escapes: nothing that v1 sends needs one.
fn parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (name, after_name) = text.trim_start_matches([' ', '\t']).split_once('=')?;
    let (value, after_value) = after_name.strip_prefix('"')?.split_once('"')?;
    Some((name, value, after_value))
}

pub(super) fn is_workspace_key(key: &[u8]) -> bool {
    (1..=MAX_KEY_LENGTH).contains(&key.len())
        && key.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'"' && *byte != b'\\')
}

/// Writes the value of the Authorization header: what [`super::Signer::authorization`] gives, for whoever has no allocator.
/// `timestamp` is unix seconds in digits.
///
/// # Errors
/// [`InvalidWorkspaceKey`] when the key does not fit into the header.
pub fn write_authorization(
    workspace_key: &[u8],
    signature: &Signature,
    timestamp: &[u8],
    out: &mut impl Extend<u8>,
) -> Result<(), InvalidWorkspaceKey> {
    if !is_workspace_key(workspace_key) {
        return Err(InvalidWorkspaceKey);
    }
    put(out, b"HTHMAC workspace_key=\"");
    put(out, workspace_key);
    put(out, b"\", signature=\"");
    signature.write(out);
    put(out, b"\", timestamp=\"");
    put(out, timestamp);
    put(out, b"\"");
    Ok(())
}
