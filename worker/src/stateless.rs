//! A deployment without the hubs (proxy.md §3, "Stateless mode"): sign, ask, answer; nothing is kept.

use helpthread_policy::{
    answer::Answer, answer_of, attempts::MOST, call::Call, config::Config, decide::Admitted, hub::Trace, line::Said,
    page, trace_parent::TraceParent,
};

use crate::{ask::ask, platform::now};

/// The answer to an admitted request, and what its log line tells of upstream.
pub(crate) async fn serve(
    admitted: &Admitted,
    config: &Config,
    request_id: &str,
    trace: Option<TraceParent>,
) -> (Answer, Trace, Said) {
    let Admitted { call, reader, .. } = admitted;
    // No client's key: a fresh one per write, under which upstream applies it once however often it arrives.
    let key = matches!(call, Call::Reply { .. }).then_some(request_id);
    let exchange = ask(call, config, MOST, key, trace).await;
    let seconds = now().div_euclid(1_000);
    let answer = match call {
        Call::History { .. } | Call::Conversations { .. } => {
            page::answer(call, *reader, config.expose_assignee, &exchange.upstream, seconds)
        }
        Call::Reply { .. } | Call::Change { .. } => answer_of::write(call, &exchange.upstream, seconds).into_answer(),
    };
    let upstream = Said::of(&exchange);
    (answer, Trace { cache: None, attempts: exchange.attempts, upstream_milliseconds: exchange.milliseconds }, upstream)
}
