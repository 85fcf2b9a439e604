//! What is decided before a workspace's object is woken: the first checks of api-v1.md §1, which need no database.
//!
//! A key names its workspace: `sk_<mode>_<workspace>`, or `sk_<mode>_<workspace>_<credential>` for further credentials of
//! the same workspace. So the Worker finds the object that holds the credential without a directory, which would be
//! one global object in the way of every request. Clients treat keys as opaque; a name is not a proof of anything,
//! and whether the workspace exists is for its own object to say, with the same answer as for a wrong signature.

use helpthread_core::error::Refusal;
use helpthread_core::hthmac::{Authorization, HthmacError};

use crate::credentials;
use crate::name_key::NameKey;
use crate::request::Request;

/// The longest name of a workspace, in bytes.
const MAX_NAME: usize = 64;

/// The workspace that a key names; none when the key is not of the form that this server gives out.
pub fn workspace_of(key: &str) -> Option<&str> {
    let mut parts = key.split('_');
    let named = |part: &&str| is_name(part);
    (parts.next()? == "sk").then_some(())?;
    parts.next().filter(named)?;
    let workspace = parts.next().filter(named)?;
    if let Some(credential) = parts.next() {
        Some(credential).filter(named)?;
    }
    parts.next().is_none().then_some(workspace)
}

/// Whether a workspace can have this name.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Lets a request in as far as its workspace's object, whose name it returns.
///
/// # Errors
/// `missing_authentication`, `payload_too_large`, `invalid_request` for a body that did not come, or `invalid_signature` for a
/// header that is not well formed or a key that cannot exist here.
pub fn admit(request: &Request<'_>, name_key: &NameKey) -> Result<String, Refusal> {
    let (authorization, body) = read(request)?;
    match workspace_of(&authorization.workspace_key).filter(|name| name_key.may_have_made(name)) {
        Some(workspace) => Ok(workspace.to_owned()),
        None => Err(credentials::refuse_unknown(&authorization, body)),
    }
}

/// The header, parsed, and the body it must be the signature of.
pub(crate) fn read<'a>(request: &Request<'a>) -> Result<(Authorization, &'a [u8]), Refusal> {
    let header = request.authorization.ok_or(HthmacError::Missing)?;
    let body = request.body.whole()?;
    Ok((Authorization::parse(header)?, body))
}
