//! From settings by name to a [`Config`], collecting every problem on the way.

use helpthread_core::{
    hthmac::Signer,
    origin::Origin,
    secret::Secret,
    session::{InvalidKeys, Keyring, PublicKeys, SessionSecret},
    webhook,
};

use super::{BaseUrl, Config, Kind, Misconfiguration, Problem};
use crate::cors::AllowedOrigins;

/// Values that are printed in documentation and used by `cargo xtask dev` (api-v1.md §9, proxy.md §6). Whoever deploys
/// with one of them has no secret.
const DEVELOPMENT_VALUES: [&str; 4] = [
    "sk_test_abc123",
    "whsec_test_9d8f7a6b5c4e3d2c1b0a",
    "dev_session_secret_0123456789abcdef0123",
    "whsec_ZGV2LXdlYmhvb2stc2VjcmV0LTI0Ynl0",
];
/// Known to whoever mints session tokens.
const SESSION_SECRETS: [&str; 2] = ["SESSION_SECRET", "SESSION_SECRET_PREVIOUS"];
/// Known to the proxy alone.
const WORKSPACE_SECRETS: [&str; 2] = ["HELPTHREAD_WORKSPACE_SECRET", "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS"];
/// The shortest webhook secret, in bytes of its text.
const MIN_WEBHOOK_SECRET_LENGTH: usize = 24;

pub(super) fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<Config, Misconfiguration> {
    let mut reader = Reader { lookup, problems: Vec::new(), development: false };
    let upstream = reader.base_url();
    let signer = reader.signer();
    let previous_signer = reader.previous_signer();
    let keyring = reader.keyring();
    let allowed_origins = reader.origins();
    let webhook_keys = reader.webhook_keys();
    let expose_assignee = reader.flag("EXPOSE_ASSIGNEE");
    let upstream_idempotency = reader.flag("UPSTREAM_IDEMPOTENCY");
    reader.keep_secrets_apart();
    match (upstream, signer, keyring, allowed_origins, reader.problems) {
        (Some(upstream), Some(signer), Some(keyring), Some(allowed_origins), problems) if problems.is_empty() => {
            Ok(Config {
                upstream,
                signer,
                previous_signer,
                keyring,
                allowed_origins,
                expose_assignee,
                upstream_idempotency,
                webhook_keys,
            })
        }
        (_, _, _, allowed_origins, problems) => Err(Misconfiguration { problems, allowed_origins }),
    }
}

struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
    development: bool,
}

impl Reader<'_> {
    fn base_url(&mut self) -> Option<BaseUrl> {
        const SETTING: &str = "HELPTHREAD_BASE_URL";
        let text = self.required(SETTING)?;
        let url = BaseUrl::parse(&text).map_err(|kind| self.problem(SETTING, kind)).ok()?;
        self.development = url.is_development();
        Some(url)
    }

    fn signer(&mut self) -> Option<Signer> {
        const KEY: &str = "HELPTHREAD_WORKSPACE_KEY";
        let key = self.required(KEY);
        let secret = self.required("HELPTHREAD_WORKSPACE_SECRET");
        self.credential(KEY, &key?, secret?)
    }

    /// Both halves or neither: one alone is half a rotation.
    fn previous_signer(&mut self) -> Option<Signer> {
        const KEY: &str = "HELPTHREAD_WORKSPACE_KEY_PREVIOUS";
        const SECRET: &str = "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS";
        match (self.optional(KEY), self.optional(SECRET)) {
            (Some(key), Some(secret)) => self.credential(KEY, &key, secret),
            (None, None) => None,
            (None, Some(_)) => {
                self.problem(KEY, Kind::Missing);
                None
            }
            (Some(_), None) => {
                self.problem(SECRET, Kind::Missing);
                None
            }
        }
    }

    fn credential(&mut self, setting: &'static str, key: &str, secret: String) -> Option<Signer> {
        Signer::new(key, &Secret::new(secret)).map_err(|_| self.problem(setting, Kind::Malformed)).ok()
    }

    fn webhook_keys(&mut self) -> Vec<webhook::Key> {
        const SETTING: &str = "WEBHOOK_SECRETS";
        let Some(text) = self.optional(SETTING) else { return Vec::new() };
        let mut keys = Vec::new();
        for secret in text.split(',').map(str::trim) {
            if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
                self.problem(SETTING, Kind::Malformed);
            } else if secret.len() < MIN_WEBHOOK_SECRET_LENGTH {
                self.problem(SETTING, Kind::TooShort);
            } else if secret != text && !self.development && DEVELOPMENT_VALUES.contains(&secret) {
                self.problem(SETTING, Kind::DevelopmentValue);
            }
            keys.push(webhook::Key::new(&Secret::new(secret)));
        }
        keys
    }

    /// Secrets, public keys or both. A previous secret alone is a rotation that somebody forgot, so it asks for its
    /// successor also where there are public keys.
    fn keyring(&mut self) -> Option<Keyring> {
        const CURRENT: &str = "SESSION_SECRET";
        const PREVIOUS: &str = "SESSION_SECRET_PREVIOUS";
        const PUBLIC: &str = "SESSION_JWKS";
        let [has_previous, has_public] = [PREVIOUS, PUBLIC].map(|name| self.has(name));
        let current = if has_public && !has_previous { self.optional(CURRENT) } else { self.required(CURRENT) };
        let current = current.map(|text| self.session_secret(CURRENT, text));
        let previous = self.optional(PREVIOUS).map(|text| self.session_secret(PREVIOUS, text));
        let public = self.optional(PUBLIC).map(|text| self.public_keys(PUBLIC, &text));
        let keyring = match (current, public) {
            (Some(current), Some(public)) => Keyring::new(current?).with_public_keys(public?),
            (Some(current), None) => Keyring::new(current?),
            (None, Some(public)) => Keyring::of_public_keys(public?),
            (None, None) => return None,
        };
        match previous {
            None => Some(keyring),
            Some(previous) => Some(keyring.with_previous(previous?)),
        }
    }

    fn keep_secrets_apart(&mut self) {
        let secret = |name: &&str| (self.lookup)(name).filter(|text| !text.is_empty()).map(Secret::new);
        let workspace: Vec<Secret> = WORKSPACE_SECRETS.iter().filter_map(secret).collect();
        for setting in SESSION_SECRETS {
            let Some(text) = (self.lookup)(setting) else { continue };
            if workspace.iter().any(|secret| secret.matches(text.as_bytes())) {
                self.problem(setting, Kind::SharedSecret);
            }
        }
    }

    fn public_keys(&mut self, setting: &'static str, text: &str) -> Option<PublicKeys> {
        let tell = |problem: InvalidKeys| self.problem(setting, Kind::InvalidKeys(problem));
        PublicKeys::parse(text).map_err(|problems| problems.into_iter().for_each(tell)).ok()
    }

    fn session_secret(&mut self, setting: &'static str, text: String) -> Option<SessionSecret> {
        SessionSecret::new(&Secret::new(text)).map_err(|_| self.problem(setting, Kind::TooShort)).ok()
    }

    fn origins(&mut self) -> Option<AllowedOrigins> {
        const SETTING: &str = "ALLOWED_ORIGINS";
        let text = self.required(SETTING)?;
        let origins: Option<Vec<Origin>> = text.split(',').map(|origin| Origin::parse(origin.trim())).collect();
        if origins.is_none() {
            self.problem(SETTING, Kind::Malformed);
        }
        origins.map(AllowedOrigins::new)
    }

    fn flag(&mut self, setting: &'static str) -> bool {
        match self.optional(setting).as_deref() {
            Some("true") => true,
            None | Some("false") => false,
            Some(_) => {
                self.problem(setting, Kind::Malformed);
                false
            }
        }
    }

    /// A setting that must be there. The base URL comes first, so that it is known here whether this is development.
    fn required(&mut self, setting: &'static str) -> Option<String> {
        let value = self.optional(setting);
        if value.is_none() {
            self.problem(setting, Kind::Missing);
        }
        value
    }

    fn has(&self, setting: &str) -> bool {
        (self.lookup)(setting).is_some_and(|value| !value.is_empty())
    }

    fn optional(&mut self, setting: &'static str) -> Option<String> {
        let value = (self.lookup)(setting).filter(|value| !value.is_empty())?;
        if !self.development && DEVELOPMENT_VALUES.contains(&value.as_str()) {
            self.problem(setting, Kind::DevelopmentValue);
        }
        Some(value)
    }

    fn problem(&mut self, setting: &'static str, problem: Kind) {
        let problem = Problem { setting, problem };
        // Two secrets of one list may have the same fault, which is told once.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}
