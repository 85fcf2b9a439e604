//! What of a reply or a change can be refused before its body is read: query, content type, and the headers that are its own.

use helpthread_core::{
    error::{ErrorCode, Refusal},
    id::{AgentId, ConversationId},
    session::{Session, Subject},
};

use super::{Ended, Mode};
use crate::{
    answer_of::is_tag,
    body::{Headed, Kind},
    inbound::Inbound,
};

/// The longest `Idempotency-Key`, in bytes.
const MAX_KEY_LENGTH: usize = 255;

/// The head of a reply.
pub(super) fn reply(
    conversation: ConversationId,
    session: &Session,
    inbound: &Inbound<'_>,
    mode: Mode,
) -> Result<Headed, Ended> {
    has_json_and_no_query(inbound)?;
    let idempotency_key = match (inbound.header("idempotency-key"), mode) {
        (None, _) => None,
        // Accepting a key and not keeping it would promise something that is not done.
        (Some(_), Mode::Stateless) => {
            return Err(invalid("This deployment has no storage, so it takes no Idempotency-Key.").into());
        }
        (Some(key), Mode::Hubs) if is_key(key) => Some(key.to_owned()),
        (Some(_), Mode::Hubs) => {
            return Err(invalid("The Idempotency-Key must be 1 to 255 visible ASCII characters.").into());
        }
    };
    Ok(Headed { agent: agent(session)?, conversation, kind: Kind::Reply { idempotency_key } })
}

/// The head of a change.
pub(super) fn change(conversation: ConversationId, session: &Session, inbound: &Inbound<'_>) -> Result<Headed, Ended> {
    has_json_and_no_query(inbound)?;
    has_no_idempotency_key(inbound)?;
    let if_match = match inbound.header("if-match") {
        None => None,
        Some(tag) if is_tag(tag) => Some(tag.to_owned()),
        Some(_) => return Err(invalid("The If-Match header must be one entity tag in double quotes.").into()),
    };
    Ok(Headed { agent: agent(session)?, conversation, kind: Kind::Change { if_match } })
}

/// Only a reply takes a key; elsewhere a client that sends one counts on something that does not happen.
pub(super) fn has_no_idempotency_key(inbound: &Inbound<'_>) -> Result<(), Refusal> {
    match inbound.header("idempotency-key") {
        None => Ok(()),
        Some(_) => Err(invalid("Only replies take an Idempotency-Key.")),
    }
}

fn has_json_and_no_query(inbound: &Inbound<'_>) -> Result<(), Ended> {
    if !inbound.is_json() {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
    if !inbound.target().query.is_empty() {
        return Err(Refusal::new(ErrorCode::InvalidFilter, "This route has no query parameters.").into());
    }
    Ok(())
}

fn agent(session: &Session) -> Result<AgentId, Refusal> {
    match &session.subject {
        Subject::Agent(agent) => Ok(agent.clone()),
        Subject::Customer(_) => Err(Refusal::plain(ErrorCode::InsufficientScope)),
    }
}

fn is_key(text: &str) -> bool {
    (1..=MAX_KEY_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequest, message)
}
