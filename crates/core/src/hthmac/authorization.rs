//! The Authorization header, read and written (api-v1.md §1, "Parsing").

use alloc::string::{String, ToString};

use super::{HthmacError, Signature};
use crate::{
    encode::{concat, decimal},
    window::parse_unix,
};

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
        workspace_key: workspace_key.filter(|key| is_workspace_key(key))?.to_string(),
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

pub(super) fn is_workspace_key(key: &str) -> bool {
    (1..=MAX_KEY_LENGTH).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

pub(super) fn write(workspace_key: &str, signature: &Signature, now: i64) -> String {
    let (signature, now) = (signature.expose(), decimal(now));
    concat(&["HTHMAC workspace_key=\"", workspace_key, "\", signature=\"", &signature, "\", timestamp=\"", &now, "\""])
}
