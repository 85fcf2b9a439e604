// Serves the contenders' files, and histories with as many rows as the customer's id says.

import { createServer } from "node:http";

const STATUSES = ["open", "pending", "closed"];
/** The same moment for every contender of a run. */
const NOW = Date.now();

/** @param {Map<string, { type: string, content: Buffer | string }>} files by path */
export async function openServer(files) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://server").pathname;
    const [, rows] = path.match(/^\/v1\/customers\/cus_(\d+)\/conversations$/) ?? [];
    const file = rows ? { type: "application/json", content: history(Number(rows)) } : files.get(path);
    response.writeHead(file ? 200 : 404, { "Content-Type": file?.type ?? "text/plain" });
    response.end(file?.content);
  });
  files.set("/", { type: "text/html; charset=utf-8", content: '<!doctype html><html lang="en"><title>bench</title><body>' });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function history(rows) {
  const data = Array.from({ length: rows }, (_, index) => {
    const time = (hours) => new Date(NOW - (index * 7 + hours) * 3_600_000).toISOString().replace(/\.\d+/, "");
    return {
      id: `cnv_${String(1_000_000 - index)}`,
      customer_id: `cus_${rows}`,
      subject: `My order number ${index * 37} has not arrived, although it was promised for last week`,
      status: STATUSES[index % 3],
      assignee_id: null,
      created_at: time(48),
      updated_at: time(5),
      last_message_at: time(5),
    };
  });
  return JSON.stringify({ data, pagination: { next_cursor: null, has_more: false } });
}
