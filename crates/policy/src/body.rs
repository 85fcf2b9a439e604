//! A write whose head has been admitted, and its body (proxy.md §2): counted while it is read, at most 32 deep, read by the
//! operation's type.

use helpthread_core::{
    body::{ConversationChange, MAX_BODY_BYTES, NewMessage},
    error::{ErrorCode, Refusal},
    id::{AgentId, ConversationId},
};

use crate::{answer::Answer, call::Call, decide::Admitted, hub::Reader};

/// The time that a client has for its body, in milliseconds.
pub const READING_MILLISECONDS: u32 = 10_000;
/// How deep objects and arrays may be nested.
const MAX_DEPTH: usize = 32;

/// What came of reading a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadBody {
    /// All of it.
    Whole(Vec<u8>),
    /// More bytes than were to be read; the rest was left.
    TooLarge,
    /// The client took longer than [`READING_MILLISECONDS`].
    TooSlow,
    /// The connection broke.
    Broken,
}

impl ReadBody {
    /// The bytes.
    ///
    /// # Errors
    /// 413 `payload_too_large`, or 400 `invalid_request` for a body that did not come.
    pub fn whole(self) -> Result<Vec<u8>, Answer> {
        let broken = |message| Answer::refusal(&Refusal::new(ErrorCode::InvalidRequest, message));
        match self {
            Self::Whole(bytes) => Ok(bytes),
            Self::TooLarge => Err(Answer::plain_refusal(ErrorCode::PayloadTooLarge)),
            Self::TooSlow => Err(broken("The body must arrive within 10 seconds.")),
            Self::Broken => Err(broken("The body did not arrive whole.")),
        }
    }
}

/// A write that lacks only its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headed {
    /// Who writes.
    pub(crate) agent: AgentId,
    /// What is written to.
    pub(crate) conversation: ConversationId,
    /// How.
    pub(crate) kind: Kind,
}

/// Which of the two writes it is, with the header that is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Reply { idempotency_key: Option<String> },
    Change { if_match: Option<String> },
}

impl Headed {
    /// The most bytes that are read.
    pub const MAX_BYTES: usize = MAX_BODY_BYTES;

    /// The write with its body.
    ///
    /// # Errors
    /// 413, 400 `invalid_request`, or 403 `insufficient_scope` for a reply in another agent's name.
    pub fn admit(self, body: ReadBody) -> Result<Admitted, Answer> {
        let body = body.whole()?;
        let refused = |refusal: Refusal| Answer::refusal(&refusal);
        if is_deeper_than(MAX_DEPTH, &body) {
            let message = "The body must not be nested more than 32 levels deep.";
            return Err(refused(Refusal::new(ErrorCode::InvalidRequest, message)));
        }
        let Self { agent, conversation, kind } = self;
        let subject = agent.as_str().to_owned();
        let (call, idempotency_key) = match kind {
            Kind::Reply { idempotency_key } => {
                let message = NewMessage::parse_by(&agent, &body).map_err(refused)?;
                if message.agent_id != agent {
                    return Err(Answer::plain_refusal(ErrorCode::InsufficientScope));
                }
                (Call::Reply { conversation, message }, idempotency_key)
            }
            Kind::Change { if_match } => {
                let change = ConversationChange::parse(&body).map_err(refused)?;
                (Call::Change { conversation, change, if_match }, None)
            }
        };
        Ok(Admitted { call, reader: Reader::Agent, subject, idempotency_key })
    }
}

/// Whether a JSON text opens more than `most` objects and arrays within each other. What is no JSON is judged by its brackets, and
/// refused by the parser afterwards.
pub(crate) fn is_deeper_than(most: usize, json: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}
