//! Signing request bodies (api-v1.md §1).

use helpthread_core::hthmac::{Signature, Signing};

use crate::{
    exchange::{Answer, Caller},
    refusal::Refusal,
};

/// The signature of a body: `sha256=` and 64 lower-case hex digits. The fields are the secret and the body.
pub(crate) fn sign(caller: &mut impl Caller, answer: &mut Answer) -> Result<(), Refusal> {
    of_body(caller)?.write(answer);
    Ok(())
}

/// The signature of the two fields that are left, the secret and the body.
pub(crate) fn of_body(caller: &mut impl Caller) -> Result<Signature, Refusal> {
    let mut signing = caller.secret(Signing::new)?;
    caller.pieces(|piece| signing.update(piece));
    Ok(signing.finish())
}
