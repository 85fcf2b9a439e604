/** A page of conversations, newest first, by keyset. */

const COLUMNS = "id, customer_id, subject, status, assignee_id, created_at, updated_at, last_message_at";
const STATUSES = ["open", "pending", "closed"];

/** The page, or null when a parameter is wrong. */
export function listConversations(sql, filters, cursor, limit = "25") {
  const wanted = Number(limit);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 100) return null;
  if (filters.status && !STATUSES.includes(filters.status)) return null;
  const conditions = [];
  const values = [];
  for (const [column, value] of Object.entries(filters)) {
    if (value === undefined) continue;
    conditions.push(`${column} = ?`);
    values.push(value);
  }
  if (cursor) {
    const after = decode(cursor);
    if (!after) return null;
    conditions.push("(created_at, id) < (?, ?)");
    values.push(after.created_at, after.id);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const data = sql
    .exec(
      `SELECT ${COLUMNS} FROM conversations ${where} ORDER BY created_at DESC, id DESC LIMIT ?`,
      ...values,
      wanted + 1,
    )
    .toArray();
  const has_more = data.length > wanted;
  if (has_more) data.pop();
  return { data, pagination: { next_cursor: has_more ? encode(data.at(-1)) : null, has_more } };
}

function encode({ created_at, id }) {
  const text = btoa(JSON.stringify({ created_at, id }));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(cursor) {
  try {
    const { created_at, id } = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof created_at === "string" && typeof id === "string" ? { created_at, id } : null;
  } catch {
    return null;
  }
}
