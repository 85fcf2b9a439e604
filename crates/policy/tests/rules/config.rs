//! The configuration is validated whole (proxy.md §6, threats.md row 34).

use std::collections::BTreeMap;

use crate::given::{self, NOW, read, settings};
use helpthread_core::session::InvalidKeys;
use helpthread_policy::{
    attempts::Credential,
    config::{BaseUrl, Kind, Problem},
};

/// A good set, written with the public key of RFC 8032 §7.1, TEST 1.
const KEYS: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

fn problems(change: &[(&'static str, Option<&'static str>)]) -> Vec<Problem> {
    let mut settings = settings();
    for (name, value) in change {
        match value {
            Some(value) => settings.insert(name, value),
            None => settings.remove(name),
        };
    }
    read(&settings).err().map(|misconfiguration| misconfiguration.problems).unwrap_or_default()
}

fn only(setting: &'static str, problem: Kind) -> Vec<Problem> {
    vec![Problem { setting, problem }]
}

#[test]
fn a_complete_configuration_is_usable() {
    assert_eq!(problems(&[]), []);
}

#[test]
fn each_required_setting_is_missed() {
    for name in settings().into_keys() {
        assert_eq!(problems(&[(name, None)]), only(name, Kind::Missing), "{name} absent");
        assert_eq!(problems(&[(name, Some(""))]), only(name, Kind::Missing), "{name} empty");
    }
}

#[test]
fn all_problems_are_found_at_once() {
    let found = problems(&[
        ("HELPTHREAD_BASE_URL", Some("http://api.helpthread.com/v1")),
        ("HELPTHREAD_WORKSPACE_KEY", None),
        ("SESSION_SECRET", Some("short")),
        ("ALLOWED_ORIGINS", Some("*")),
        ("EXPOSE_ASSIGNEE", Some("yes")),
    ]);
    let named: Vec<_> = found.iter().map(|problem| (problem.setting, problem.problem)).collect();
    assert_eq!(
        named,
        [
            ("HELPTHREAD_BASE_URL", Kind::NotHttps),
            ("HELPTHREAD_WORKSPACE_KEY", Kind::Missing),
            ("SESSION_SECRET", Kind::TooShort),
            ("ALLOWED_ORIGINS", Kind::Malformed),
            ("EXPOSE_ASSIGNEE", Kind::Malformed),
        ]
    );
}

#[test]
fn a_short_session_secret_is_refused_also_as_the_previous_one() {
    assert_eq!(problems(&[("SESSION_SECRET", Some("31 bytes are not quite enough .."))]).len(), 0);
    assert_eq!(
        problems(&[("SESSION_SECRET", Some("31 bytes are not quite enough ."))]),
        only("SESSION_SECRET", Kind::TooShort)
    );
    assert_eq!(
        problems(&[("SESSION_SECRET_PREVIOUS", Some("short"))]),
        only("SESSION_SECRET_PREVIOUS", Kind::TooShort)
    );
}

#[test]
fn a_session_secret_that_is_a_workspace_secret_too_is_refused() {
    const ONE: Option<&str> = Some("one secret for everything, of 40 bytes..");
    for workspace in ["HELPTHREAD_WORKSPACE_SECRET", "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS"] {
        for session in ["SESSION_SECRET", "SESSION_SECRET_PREVIOUS"] {
            let key = ("HELPTHREAD_WORKSPACE_KEY_PREVIOUS", Some("sk_live_before"));
            let previous = ("HELPTHREAD_WORKSPACE_SECRET_PREVIOUS", Some("whsec_live_before"));
            let shared = [key, previous, (workspace, ONE), (session, ONE)];
            assert_eq!(problems(&shared), only(session, Kind::SharedSecret), "{workspace}");
        }
    }
}

#[test]
fn sessions_need_a_secret_or_public_keys() {
    assert_eq!(problems(&[("SESSION_SECRET", None), ("SESSION_JWKS", None)]), only("SESSION_SECRET", Kind::Missing));
    assert_eq!(
        problems(&[("SESSION_SECRET", None), ("SESSION_JWKS", Some(""))]),
        only("SESSION_SECRET", Kind::Missing)
    );
    assert_eq!(problems(&[("SESSION_SECRET", None), ("SESSION_JWKS", Some(KEYS))]), []);
    assert_eq!(problems(&[("SESSION_JWKS", Some(KEYS))]), []);
}

#[test]
fn a_previous_secret_has_a_current_one_also_beside_public_keys() {
    let previous = ("SESSION_SECRET_PREVIOUS", Some("the former secret of forty characters .."));
    assert_eq!(problems(&[previous, ("SESSION_JWKS", Some(KEYS))]), []);
    assert_eq!(
        problems(&[previous, ("SESSION_JWKS", Some(KEYS)), ("SESSION_SECRET", None)]),
        only("SESSION_SECRET", Kind::Missing)
    );
}

#[test]
fn a_key_set_that_is_refused_is_told_by_its_codes_and_stands_in_for_no_secret() {
    let wrong = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","d":"precious","x":"precious"}]}"#;
    let found = problems(&[("SESSION_SECRET", None), ("SESSION_JWKS", Some(wrong)), ("ALLOWED_ORIGINS", None)]);
    let told = serde_json::to_string(&found).expect("JSON");
    assert_eq!(
        told,
        concat!(
            r#"[{"setting":"SESSION_JWKS","problem":"private_key"},"#,
            r#"{"setting":"SESSION_JWKS","problem":"missing_kid"},"#,
            r#"{"setting":"ALLOWED_ORIGINS","problem":"missing"}]"#
        )
    );
    assert_eq!(
        problems(&[("SESSION_JWKS", Some("https://idp.example.com/jwks.json"))]),
        only("SESSION_JWKS", Kind::InvalidKeys(InvalidKeys::Malformed))
    );
}

#[test]
fn a_published_secret_is_refused_beside_public_keys_too() {
    let found = problems(&[
        ("SESSION_SECRET", Some("dev_session_secret_0123456789abcdef0123")),
        ("SESSION_SECRET_PREVIOUS", Some("dev_session_secret_0123456789abcdef0123")),
        ("SESSION_JWKS", Some(KEYS)),
    ]);
    let of = |setting| Problem { setting, problem: Kind::DevelopmentValue };
    assert_eq!(found, [of("SESSION_SECRET"), of("SESSION_SECRET_PREVIOUS")]);
}

#[test]
fn development_values_are_good_for_loopback_only() {
    let development: &[(&'static str, Option<&'static str>)] = &[
        ("HELPTHREAD_WORKSPACE_KEY", Some("sk_test_abc123")),
        ("HELPTHREAD_WORKSPACE_SECRET", Some("whsec_test_9d8f7a6b5c4e3d2c1b0a")),
        ("SESSION_SECRET", Some("dev_session_secret_0123456789abcdef0123")),
        ("WEBHOOK_SECRETS", Some("whsec_ZGV2LXdlYmhvb2stc2VjcmV0LTI0Ynl0")),
        ("WEBHOOK_SECRETS", Some("whsec_ZGV2LXdlYmhvb2stc2VjcmV0LTI0Ynl0,whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz")),
    ];
    for row in development {
        assert_eq!(problems(&[*row]), only(row.0, Kind::DevelopmentValue));
        for loopback in ["http://127.0.0.1:8789/v1", "http://localhost:8789/v1", "http://[::1]:8789/v1"] {
            assert_eq!(problems(&[*row, ("HELPTHREAD_BASE_URL", Some(loopback))]), [], "{} at {loopback}", row.0);
        }
        let local_https = ("HELPTHREAD_BASE_URL", Some("https://127.0.0.1/v1"));
        assert_eq!(problems(&[*row, local_https]), only(row.0, Kind::DevelopmentValue), "https is not development");
    }
}

#[test]
fn a_base_url_has_a_host_and_a_plain_path_and_nothing_else() {
    for fine in ["https://api.helpthread.com/v1", "https://h", "https://h:8443/a/b-c_d.e~f", "http://127.9.9.9/v1"] {
        assert_eq!(BaseUrl::parse(fine).map(|url| url.as_str().to_owned()).as_deref(), Ok(fine));
    }
    for refused in [
        "api.helpthread.com/v1",
        "https://",
        "https:///v1",
        "ftp://h/v1",
        "https://h/v1/",
        "https://h//v1",
        "https://h/../v1",
        "https://h/%2e",
        "https://h/v1?x=1",
        "https://h/v1#x",
        "https://user@h/v1",
        "https://user:pw@h/v1",
        "https://h:x/v1",
        "https://h:99999/v1",
        "https://h\\v1",
        "https://h/v 1",
        "https://[::1/v1",
        "https://[zz]/v1",
        "https://ä.example/v1",
    ] {
        assert_eq!(BaseUrl::parse(refused), Err(Kind::Malformed), "{refused}");
    }
    for plain in
        ["http://h/v1", "http://127.0.0.1.example.com/v1", "http://localhost.example.com/v1", "http://10.0.0.1/v1"]
    {
        assert_eq!(BaseUrl::parse(plain), Err(Kind::NotHttps), "{plain}");
    }
}

#[test]
fn every_allowed_origin_is_as_a_browser_sends_it() {
    for refused in [
        "https://app.example.com/",
        "https://App.example.com",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "app.example.com",
        "null",
        "*",
        "https://*.example.com",
        "https://a.example.com,",
        "https://a.example.com,,https://b.example.com",
        "https://user@app.example.com",
        "https://app.example.com?",
        "https://app.example.com:",
    ] {
        assert_eq!(
            problems(&[("ALLOWED_ORIGINS", Some(refused))]),
            only("ALLOWED_ORIGINS", Kind::Malformed),
            "{refused}"
        );
    }
    for fine in ["http://127.0.0.1:8787, http://localhost:8787", "https://app.example.com:8443", "https://[::1]:8787"] {
        assert_eq!(problems(&[("ALLOWED_ORIGINS", Some(fine))]), [], "{fine}");
    }
}

#[test]
fn a_workspace_key_that_does_not_fit_into_the_header_is_refused() {
    assert_eq!(
        problems(&[("HELPTHREAD_WORKSPACE_KEY", Some("sk_\"live"))]),
        only("HELPTHREAD_WORKSPACE_KEY", Kind::Malformed)
    );
}

#[test]
fn half_a_previous_credential_is_half_a_rotation() {
    const KEY: &str = "HELPTHREAD_WORKSPACE_KEY_PREVIOUS";
    const SECRET: &str = "HELPTHREAD_WORKSPACE_SECRET_PREVIOUS";
    assert_eq!(problems(&[(KEY, Some("sk_live_old")), (SECRET, Some("whsec_live_old"))]), []);
    assert_eq!(problems(&[(KEY, Some("sk_live_old"))]), only(SECRET, Kind::Missing));
    assert_eq!(problems(&[(SECRET, Some("whsec_live_old"))]), only(KEY, Kind::Missing));
    assert_eq!(problems(&[(KEY, Some("sk live")), (SECRET, Some("whsec_live_old"))]), only(KEY, Kind::Malformed));
}

#[test]
fn each_credential_signs_under_its_own_key_and_the_current_one_for_one_that_is_not_there() {
    let mut settings = settings();
    let keys = |settings: &BTreeMap<_, _>| {
        let config = read(settings).expect("a configuration");
        [Credential::Current, Credential::Previous].map(|of| {
            let header = config.signer_of(of).authorization(b"", NOW);
            header.split('"').nth(1).expect("a key").to_owned()
        })
    };
    assert_eq!(keys(&settings), ["sk_live_k", "sk_live_k"]);
    settings.insert("HELPTHREAD_WORKSPACE_KEY_PREVIOUS", "sk_live_old");
    settings.insert("HELPTHREAD_WORKSPACE_SECRET_PREVIOUS", "whsec_live_old");
    assert_eq!(keys(&settings), ["sk_live_k", "sk_live_old"]);
}

#[test]
fn webhook_secrets_are_a_list_of_plain_and_long_ones() {
    let fine = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, whsec_live_1a2b3c4d5e6f7g8h9i0j";
    assert_eq!(problems(&[("WEBHOOK_SECRETS", Some(fine))]), []);
    assert_eq!(problems(&[("WEBHOOK_SECRETS", Some("whsec_of_24_characters__"))]), []);
    for (value, problem) in [
        ("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz,", Kind::Malformed),
        (",", Kind::Malformed),
        ("whsec_MDEyMzQ1Njc4OTAx MjM0NTY3ODkwMTIz", Kind::Malformed),
        ("whsec_of_23_characters_", Kind::TooShort),
        ("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz,whsec_of_23_characters_", Kind::TooShort),
        ("short,shorter", Kind::TooShort),
    ] {
        assert_eq!(problems(&[("WEBHOOK_SECRETS", Some(value))]), only("WEBHOOK_SECRETS", problem), "{value}");
    }
}

#[test]
fn flags_are_true_or_false() {
    for name in ["EXPOSE_ASSIGNEE", "UPSTREAM_IDEMPOTENCY"] {
        assert_eq!(problems(&[(name, Some("true"))]), []);
        for wrong in ["yes", "1", "TRUE", " true"] {
            assert_eq!(problems(&[(name, Some(wrong))]), only(name, Kind::Malformed), "{name} {wrong}");
        }
    }
}

#[test]
fn neither_configuration_nor_problems_show_a_secret() {
    let shown = format!("{:?}", given::config());
    let mut broken = settings();
    broken.insert("EXPOSE_ASSIGNEE", "maybe");
    let shown = shown + &format!("{:?}", read(&broken));
    for secret in ["whsec_live_canary", given::SESSION_SECRET, "maybe"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
}
