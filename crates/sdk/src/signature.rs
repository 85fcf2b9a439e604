//! Signing request bodies (api-v1.md §1).

use alloc::string::String;

use helpthread_core::hthmac;

use crate::{fields::Reader, refusal::Refusal};

/// The signature of a body: `sha256=` and 64 lower-case hex digits. The field is the secret.
pub(crate) fn sign(fields: &mut Reader<'_>, body: &[u8]) -> Result<String, Refusal> {
    let secret = fields.secret();
    if secret.is_empty() {
        return Err(Refusal::SecretMissing);
    }
    Ok(hthmac::sign(&secret, body).expose())
}
