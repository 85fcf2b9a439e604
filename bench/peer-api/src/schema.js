/** The tables, and one index per combination of filters, in the order of the list. Times are stored as they are told. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS credentials (
    key TEXT PRIMARY KEY, secret TEXT NOT NULL, requests_per_minute INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS conversations (
    id TEXT NOT NULL UNIQUE, customer_id TEXT NOT NULL, subject TEXT NOT NULL, status TEXT NOT NULL, assignee_id TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_message_at TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS newest ON conversations (created_at, id);
  CREATE INDEX IF NOT EXISTS by_status ON conversations (status, created_at, id);
  CREATE INDEX IF NOT EXISTS by_assignee ON conversations (assignee_id, created_at, id);
  CREATE INDEX IF NOT EXISTS by_assignee_and_status ON conversations (assignee_id, status, created_at, id);
  CREATE INDEX IF NOT EXISTS by_customer ON conversations (customer_id, created_at, id);
  CREATE INDEX IF NOT EXISTS by_customer_and_status ON conversations (customer_id, status, created_at, id);
`;
