//! Every error code of the proxy's own, by a request that produces it.

use helpthread_core::error::{ErrorCode, Producer};
use helpthread_tests::http::Request;
use helpthread_tests::proxy::{AMELIA, JANE, Proxy, history_of};
use helpthread_tests::token::Token;
use helpthread_tests::upstream::{answer, bytes, stall};
use serde_json::{Value, json};
use xtask::settings::Worker;

use super::errors_are_recorded;

fn history(token: &Token) -> Request {
    Request::get(&history_of(JANE)).bearer(&token.mint())
}

/// The answer to a request that makes the proxy say `code`.
fn provoked(proxy: &Proxy, code: ErrorCode) -> Value {
    let own = history(&Token::customer(JANE));
    proxy.upstream.reset();
    let told = match code {
        ErrorCode::InvalidSession => proxy.send(&Request::get(&history_of(JANE)).bearer("no.token.at-all")),
        ErrorCode::SessionExpired => proxy.send(&history(&Token::customer(JANE).valid(-900, -300))),
        ErrorCode::OriginNotAllowed => proxy.send(&own.origin("https://elsewhere.example")),
        ErrorCode::Misconfigured => {
            Proxy::start(|options| options.set(Worker::Proxy, "ALLOWED_ORIGINS", "")).send(&own)
        }
        ErrorCode::UpstreamTimeout => {
            proxy.upstream.script(stall(""));
            proxy.send(&own)
        }
        ErrorCode::UpstreamUnavailable => {
            proxy.upstream.script(bytes(answer("200 OK", "Content-Type: text/html\r\n", "<h1>Welcome</h1>")));
            proxy.send(&own)
        }
        ErrorCode::OutcomeUnknown => {
            proxy.upstream.script(bytes(""));
            let reply = Request::new("POST", "/v1/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages");
            proxy.send(&reply.bearer(&Token::agent(AMELIA).mint()).json(&json!({ "body": "On it." }).to_string()))
        }
        other => panic!("no request here makes the proxy say {other}"),
    };
    assert_eq!(told.refusal(), (code.status(), code.as_str().to_owned()), "{}", told.text());
    told.json()
}

#[test]
fn every_code_of_the_proxy_is_produced_and_recorded() {
    let proxy = Proxy::start(|options| options);
    let codes = ErrorCode::ALL.iter().copied().filter(|code| code.producer() == Producer::Proxy);
    let produced: Vec<(ErrorCode, Value)> = codes.map(|code| (code, provoked(&proxy, code))).collect();
    errors_are_recorded(Producer::Proxy, &produced);
}
