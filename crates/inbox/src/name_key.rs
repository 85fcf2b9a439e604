//! Workspace names that prove where they come from.
//!
//! A key names its workspace, and plain workerd leaves a file of 4 KB for every object that is asked for. So whoever makes
//! keys up could fill a self-hoster's disk. With the setting `NAME_KEY` every new name ends in a mark made with it, and a
//! key that names a workspace without one is refused before an object is woken, with the answer and the work of any
//! other key that nobody has. Administrators may name what they like: their token is checked first.

use helpthread_core::hthmac::sign;
use helpthread_core::secret::Secret;

use crate::mode::Mode;
use crate::seed;

/// How much of the MAC ends a name: 48 bits, so that trying finds one in hundreds of millions of millions.
const MARK: usize = 12;

/// The setting `NAME_KEY`, or its absence: then every name is as good as another.
#[derive(Debug)]
pub struct NameKey {
    key: Option<Secret>,
    mode: Mode,
}

impl NameKey {
    /// With the setting's value; empty is none.
    pub fn new(setting: Option<String>, mode: Mode) -> Self {
        Self { key: setting.filter(|key| !key.is_empty()).map(Secret::new), mode }
    }

    /// The name of a new workspace: `drawn`, and its mark.
    pub(crate) fn marked(&self, drawn: &str) -> String {
        self.key.as_ref().map_or_else(|| drawn.to_owned(), |key| drawn.to_owned() + &mark(key, drawn))
    }

    /// Whether a workspace of this name can have been made here. The sandbox's own has a published name.
    pub(crate) fn may_have_made(&self, name: &str) -> bool {
        let Some(key) = &self.key else {
            return true;
        };
        let drawn = name.len().checked_sub(MARK).and_then(|end| name.split_at_checked(end));
        let made = drawn.is_some_and(|(drawn, claimed)| Secret::new(mark(key, drawn)).matches(claimed.as_bytes()));
        made || (self.mode == Mode::Sandbox && name == seed::WORKSPACE)
    }
}

fn mark(key: &Secret, drawn: &str) -> String {
    let mac = sign(key, drawn.as_bytes()).expose();
    mac.trim_start_matches("sha256=").chars().take(MARK).collect()
}
