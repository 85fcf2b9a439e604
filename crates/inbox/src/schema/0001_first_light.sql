-- The first schema: a workspace, its credentials and agents, and the conversations of its customers.
-- Statements end with a semicolon and are separated by an empty line. Times are unix seconds.

CREATE TABLE workspace (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- one database holds one workspace
    name TEXT NOT NULL,
    plan TEXT NOT NULL CHECK (plan IN ('starter', 'pro', 'enterprise')),
    requests_per_minute INTEGER CHECK ((requests_per_minute IS NOT NULL) = (plan = 'enterprise')),
    created_at INTEGER NOT NULL
) STRICT;

-- HMAC needs the secret itself, so it cannot be stored as a hash.
CREATE TABLE credentials (
    key TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    scopes TEXT NOT NULL, -- names separated by spaces
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    subject TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'pending', 'closed')),
    assignee_id TEXT REFERENCES agents (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_message_at INTEGER NOT NULL
) STRICT;

-- One index per combination of filters, each in the order of the list: a page is one range of one index, whatever the
-- size of the workspace and the depth of the page.
CREATE INDEX conversations_newest ON conversations (created_at, id);

CREATE INDEX conversations_by_status ON conversations (status, created_at, id);

CREATE INDEX conversations_by_assignee ON conversations (assignee_id, created_at, id);

CREATE INDEX conversations_by_assignee_and_status ON conversations (assignee_id, status, created_at, id);

CREATE INDEX conversations_by_customer ON conversations (customer_id, created_at, id);

CREATE INDEX conversations_by_customer_and_status ON conversations (customer_id, status, created_at, id);

-- The requests counted in the current minute, kept here so that a restart does not forget them.
CREATE TABLE rate_window (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    starts_at INTEGER NOT NULL,
    used INTEGER NOT NULL
) STRICT;
