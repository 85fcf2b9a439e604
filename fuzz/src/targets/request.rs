//! A whole request to the proxy (proxy.md §2): what is served is only what its token may have, made of typed parts.

use helpthread_core::{
    id::{AgentId, CustomerId},
    secret::Secret,
    session::{Claims, SessionSecret, Subject, mint},
};
use helpthread_policy::{
    call::Call,
    config::{Config, Misconfiguration},
    decide::{Decision, Mode, common_headers, decide},
    hub::Reader,
    inbound::Inbound,
    trace_parent::TraceParent,
};
use serde_json::Value;
use std::sync::OnceLock;

use crate::vectors::{AGENT, JANE, NOW};

const SESSION_SECRET: &str = "a session secret of forty characters ...";
const PAGE: &str = "https://app.example.com";
/// What an input's lines are, after method and URL.
const LINES: [&str; 7] =
    ["origin", "authorization", "content-type", "if-match", "idempotency-key", "sec-websocket-protocol", "traceparent"];

/// A configuration with these settings besides those that it must have.
pub(super) fn settings(more: &[(&str, &str)]) -> Result<Config, Misconfiguration> {
    let given = [
        ("HELPTHREAD_BASE_URL", "https://api.helpthread.com/v1"),
        ("HELPTHREAD_WORKSPACE_KEY", "sk_live_k"),
        ("HELPTHREAD_WORKSPACE_SECRET", "whsec_live_canary"),
        ("SESSION_SECRET", SESSION_SECRET),
        ("ALLOWED_ORIGINS", PAGE),
    ];
    Config::read(|name| {
        given.iter().chain(more).find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    })
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let requests = [
        "GET\n/v1/customers/JANE/conversations?status=open\nPAGE\nBearer CUSTOMER",
        "GET\nhttps://p/v1/conversations?limit=3\nPAGE\nBearer AGENT",
        "POST\n/v1/conversations/cnv_1/messages\nPAGE\nBearer AGENT\napplication/json; charset=utf-8\n\nkey-1",
        "PATCH\n/v1/conversations/cnv_1\nPAGE\nBearer AGENT\napplication/json\n\"0123456789abcdef0123456789abcdef\"",
        "GET\n/v1/customers/JANE/live?after=a.1\nPAGE\n\n\n\n\nhelpthread.live.v1, helpthread.token.CUSTOMER",
        "GET\n/v1/customers/cus_other/conversations\nPAGE\nBearer CUSTOMER",
        "OPTIONS\n/v1/conversations\nPAGE",
        "GET\n/healthz\n\n\n\n\n\n\n00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "GET\n/widget/helpthread.js\nnull",
        "POST\n/v1/webhooks\nhttps://evil.example\nBearer AGENT\napplication/json",
    ];
    requests.iter().map(|request| request.as_bytes().to_vec()).collect()
}

/// Tokens of a customer, of an agent and of nobody's, minted once.
struct Given {
    config: Result<Config, Misconfiguration>,
    customer: String,
    agent: String,
}

fn given() -> &'static Given {
    static GIVEN: OnceLock<Given> = OnceLock::new();
    GIVEN.get_or_init(|| {
        let secret = SessionSecret::new(&Secret::new(SESSION_SECRET)).expect("a secret that is long enough");
        let token = |subject| mint(&Claims::new(subject, NOW, 600).expect("a lifetime"), &secret);
        let customer = token(Subject::Customer(CustomerId::parse(JANE).expect("an id")));
        let agent = token(Subject::Agent(AgentId::parse(AGENT).expect("an id")));
        Given { config: settings(&[]), customer, agent }
    })
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Given { config, customer, agent } = given();
    let fill = |line: &str| {
        line.replace("JANE", JANE).replace("PAGE", PAGE).replace("CUSTOMER", customer).replace("AGENT", agent)
    };
    let lines: Vec<String> = text.split('\n').map(fill).collect();
    let line = |number: usize| lines.get(number).map(String::as_str).filter(|line| !line.is_empty());
    let mut inbound =
        Inbound { method: line(0).unwrap_or_default(), url: line(1).unwrap_or_default(), ..Inbound::default() };
    for (number, name) in LINES.iter().enumerate() {
        inbound = inbound.with(name, line(number + 2));
    }
    let inbound = inbound.with("upgrade", line(7).map(|_| "websocket"));
    let foreign = inbound.origin().is_some_and(|origin| origin != PAGE);
    let (holds_customer, holds_agent) = (text.contains("CUSTOMER"), text.contains("AGENT"));

    for mode in [Mode::Stateless, Mode::Hubs] {
        let (decision, about) = decide(&inbound, config, mode, NOW);
        match &decision {
            Decision::Serve(admitted, _) => {
                assert!(!foreign && inbound.method == "GET");
                let url = admitted.call.url(&config.as_ref().expect("a configuration").upstream);
                assert!(url.starts_with("https://api.helpthread.com/v1/"), "{url}");
                assert!(url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains(['%', '\\', '#']), "{url}");
                match admitted.reader {
                    Reader::Customer => {
                        assert!(holds_customer && admitted.subject == JANE);
                        let own = matches!(&admitted.call, Call::History { customer, .. } if customer.as_str() == JANE);
                        assert!(own, "a customer is served {:?}", admitted.call);
                    }
                    Reader::Agent => assert!(holds_agent && admitted.subject == AGENT),
                }
                let wire = serde_json::to_string(&admitted.call).expect("JSON");
                assert_eq!(
                    serde_json::from_str::<Call>(&wire).as_ref().ok(),
                    Some(&admitted.call),
                    "between Worker and hub"
                );
            }
            Decision::ReadBody(..) => assert!(!foreign && holds_agent && about.role == Some("agent")),
            Decision::Follow(following, _) => {
                assert!(!foreign && mode == Mode::Hubs);
                assert!(following.reader == Reader::Agent || following.customer.as_str() == JANE);
            }
            Decision::Receive(..) => panic!("no webhook secret is configured"),
            Decision::File(name) => assert!(inbound.target().path.ends_with(name.as_str())),
            Decision::Answer(answer) => {
                let body = answer.body.as_deref().unwrap_or_default();
                assert!(answer.status == 204 || serde_json::from_slice::<Value>(body).is_ok());
                assert!(text.contains("canary") || !String::from_utf8_lossy(body).contains("canary"), "a secret");
            }
        }
        let open = common_headers(&inbound, config)
            .iter()
            .any(|(name, value)| *name == "Access-Control-Allow-Origin" && value != "*");
        assert!(!(open && foreign), "a foreign page may read this");
    }
    if let Some(parent) = inbound.header("traceparent").and_then(TraceParent::parse) {
        let child = parent.child(7);
        let again = TraceParent::parse(&child).expect("what we write is well formed").child(7);
        assert_eq!(again, child);
        assert_eq!(inbound.header("traceparent").and_then(|text| text.get(3..35)), child.get(3..35), "another trace");
    }
}
