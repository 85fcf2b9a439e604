-- The rows of a customer's history lie all over the table, and in a large workspace reading a page of 25 reads 25 pages of the
-- file. These two indexes hold whole rows, so that a page of a history is one place on the disk.
-- Statements end with a semicolon and are separated by an empty line.

CREATE INDEX histories ON conversations (
    customer_id, created_at, id, subject, status, assignee_id, updated_at, last_message_at
);

CREATE INDEX histories_by_status ON conversations (
    customer_id, status, created_at, id, subject, assignee_id, updated_at, last_message_at
);

DROP INDEX conversations_by_customer;

DROP INDEX conversations_by_customer_and_status;
