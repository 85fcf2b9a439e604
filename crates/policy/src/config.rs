//! The configuration (proxy.md §6), validated whole: every problem is found at once, and any problem means that nothing is
//! served.
//!
//! Problems name a setting and what is wrong with it, never its value.

mod base_url;
mod settings;

pub use base_url::BaseUrl;

use helpthread_core::{
    hthmac::Signer,
    session::{InvalidKeys, Keyring},
    webhook,
};
use serde::Serialize;

use crate::{attempts::Credential, cors::AllowedOrigins};

/// A usable configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// `HELPTHREAD_BASE_URL`: where requests are signed for.
    pub upstream: BaseUrl,
    /// `HELPTHREAD_WORKSPACE_KEY` and `HELPTHREAD_WORKSPACE_SECRET`.
    pub signer: Signer,
    /// `HELPTHREAD_WORKSPACE_KEY_PREVIOUS` and `HELPTHREAD_WORKSPACE_SECRET_PREVIOUS`.
    pub previous_signer: Option<Signer>,
    /// `SESSION_SECRET`, `SESSION_SECRET_PREVIOUS` and `SESSION_JWKS`.
    pub keyring: Keyring,
    /// `ALLOWED_ORIGINS`.
    pub allowed_origins: AllowedOrigins,
    /// `EXPOSE_ASSIGNEE`: whether customers see who is in charge.
    pub expose_assignee: bool,
    /// `UPSTREAM_IDEMPOTENCY`: whether upstream honours an `Idempotency-Key`.
    pub upstream_idempotency: bool,
    /// `WEBHOOK_SECRETS`; empty means that no webhooks are received.
    pub webhook_keys: Vec<webhook::Key>,
}

/// Everything that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfiguration {
    /// At least one, in the order of proxy.md §6.
    pub problems: Vec<Problem>,
    /// `ALLOWED_ORIGINS` if that one is fine.
    pub allowed_origins: Option<AllowedOrigins>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The setting's name.
    pub setting: &'static str,
    /// What is wrong with it.
    pub problem: Kind,
}

/// What can be wrong with a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is not set, or empty.
    Missing,
    /// It is not of the form that proxy.md §6 asks for.
    Malformed,
    /// A secret has fewer bytes than it must: 32 of a session secret, 24 of a webhook's.
    TooShort,
    /// A session secret is also a workspace secret: whoever mints session tokens could sign API requests.
    SharedSecret,
    /// A development value with an upstream that is not on loopback.
    DevelopmentValue,
    /// Plain http to a host that is not on loopback.
    NotHttps,
    /// `SESSION_JWKS` breaks a rule of [`InvalidKeys`], whose own code is told, such as `private_key`.
    #[serde(untagged)]
    InvalidKeys(InvalidKeys),
}

impl Config {
    /// Reads and validates every setting.
    ///
    /// # Errors
    /// [`Misconfiguration`] with all problems at once.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Misconfiguration> {
        settings::read(&lookup)
    }

    /// The signer of a credential; the current one where there is no previous one.
    pub fn signer_of(&self, credential: Credential) -> &Signer {
        match (credential, &self.previous_signer) {
            (Credential::Previous, Some(previous)) => previous,
            _ => &self.signer,
        }
    }
}
