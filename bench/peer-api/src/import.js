/** Newline-delimited conversations, streamed in, a transaction per batch. */

const BATCH = 500;
const INSERT = `
  INSERT INTO conversations
  SELECT value ->> 'id', value ->> 'customer_id', value ->> 'subject', value ->> 'status', value ->> 'assignee_id',
         value ->> 'created_at', value ->> 'updated_at', value ->> 'last_message_at'
  FROM json_each(?)`;

/** Returns how many there were. */
export async function importLines(storage, body) {
  let rest = "";
  let lines = [];
  let count = 0;
  const store = () => {
    if (lines.length > 0) storage.sql.exec(INSERT, `[${lines.join(",")}]`);
    count += lines.length;
    lines = [];
  };
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + piece).split("\n");
    rest = parts.pop();
    for (const line of parts) {
      lines.push(line);
      if (lines.length === BATCH) store();
    }
  }
  if (rest) lines.push(rest);
  store();
  return count;
}
