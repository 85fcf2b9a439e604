//! Names and secrets: those that are drawn, 5 bits of chance a character, and the name that a body gives.

use helpthread_core::body::{Fields, wrong};
use helpthread_core::error::Refusal;

use crate::door;
use crate::mode::Mode;
use crate::moment::Moment;

/// RFC 4648 base 32 in lower case: what `door::workspace_of` takes, and 32 symbols, so that no draw is biased.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The field `workspace` of a body.
pub(super) fn named(fields: &mut Fields) -> Result<String, Refusal> {
    let name = fields.string("workspace")?;
    if door::is_name(&name) { Ok(name) } else { Err(wrong("workspace", "must be a workspace's name")) }
}

/// A new workspace's name: 80 bits, so that two are never the same and none is found by trying.
pub(super) fn workspace(moment: &Moment) -> String {
    drawn(moment, 16)
}

/// A new credential of a workspace: its key and its secret, of 240 bits.
pub(super) fn credential(moment: &Moment, mode: Mode, workspace: &str) -> (String, String) {
    let mode = if mode == Mode::Sandbox { "test" } else { "live" };
    (format!("sk_{mode}_{workspace}_{}", drawn(moment, 12)), format!("whsec_{mode}_{}", drawn(moment, 48)))
}

fn drawn(moment: &Moment, length: usize) -> String {
    std::iter::repeat_with(|| moment.bytes())
        .flatten()
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|symbol| char::from(*symbol))
        .take(length)
        .collect()
}
