-- Messages, webhooks and what is owed to them, remembered answers.
-- Statements end with a semicolon and are separated by an empty line. Times are unix seconds unless the name says milliseconds.

CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id),
    author_type TEXT NOT NULL CHECK (author_type IN ('agent', 'customer')),
    agent_id TEXT REFERENCES agents (id) CHECK ((agent_id IS NULL) = (author_type = 'customer')),
    body TEXT NOT NULL,
    internal INTEGER NOT NULL CHECK (internal IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_by_conversation ON messages (conversation_id, created_at, id);

-- The time of a conversation's latest event, so that the next one is later (api-v1.md §7: strictly increasing).
CREATE TABLE event_clock (
    conversation_id TEXT PRIMARY KEY REFERENCES conversations (id),
    milliseconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    events TEXT NOT NULL, -- types separated by spaces, in the order given
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    signing_secret TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    paused_at INTEGER, -- when deliveries were given up
    paused_reason TEXT CHECK (paused_reason IN ('gone', 'exhausted'))
) STRICT, WITHOUT ROWID;

-- Every change asks for these; those that were given up may be many.
CREATE INDEX webhooks_active ON webhooks (id) WHERE active = 1;

-- One row per event and webhook, written in the transaction of the change that caused it.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, -- the webhook-id header, the same on every attempt
    webhook_id TEXT NOT NULL REFERENCES webhooks (id),
    event_type TEXT NOT NULL,
    body TEXT NOT NULL, -- signed and sent as it stands
    state TEXT NOT NULL CHECK (state IN ('due', 'delivered', 'failed', 'dropped')),
    attempts INTEGER NOT NULL, -- finished ones
    due_at_milliseconds INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_attempt_at INTEGER,
    last_outcome TEXT -- a status, or our word for why there was none
) STRICT, WITHOUT ROWID;

-- What is owed to each webhook, in the order of its attempts.
CREATE INDEX deliveries_due ON deliveries (webhook_id, due_at_milliseconds, id) WHERE state = 'due';

-- The wait of a row follows from its attempts, so this finds rows that are due too late after the clock was set back.
CREATE INDEX deliveries_waiting ON deliveries (attempts, due_at_milliseconds) WHERE state = 'due';

CREATE INDEX deliveries_newest ON deliveries (created_at, id);

-- Answers of successful POSTs, for 24 hours (api-v1.md §4, "Idempotency").
CREATE TABLE remembered_answers (
    key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL, -- SHA-256 over method, path and body
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX remembered_answers_by_expiry ON remembered_answers (expires_at);
