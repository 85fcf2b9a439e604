// What answers as no API should: a server of raw sockets, since an HTTP server repairs what it sends.

import { createServer } from "node:net";
import { after } from "node:test";
import { HelpThread } from "@helpthread/node";

export const SECRET = "canary_workspace_secret_7c1e";
export const KEY = "sk_test_abc123";
export const CONVERSATION = {
  id: "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
  customer_id: "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F",
  subject: "Unable to update billing address",
  status: "open",
  assignee_id: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
  created_at: "2024-05-13T14:24:00Z",
  updated_at: "2024-05-13T15:02:11Z",
  last_message_at: "2024-05-13T15:02:11Z",
};
export const PAGE = { data: [CONVERSATION], pagination: { next_cursor: null, has_more: false } };

/** An answer as bytes. */
export function answer(status, body, headers = {}) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const all = { "Content-Type": "application/json", "Content-Length": bytes.length, Connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`), bytes]);
}

/**
 * Starts a server that gives these answers in turn, the last one again and again; null breaks the connection.
 *
 * @param {...(Buffer | null)} answers
 */
export async function startPeer(...answers) {
  const requests = [];
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk;
      const [head, body = ""] = received.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (!received.includes("\r\n\r\n") || Buffer.byteLength(body) < length) return;
      received = "";
      requests.push({ head, body });
      const next = answers[Math.min(requests.length, answers.length) - 1];
      if (next === null) socket.resetAndDestroy();
      else socket.end(next);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const waits = [];
  const clock = {
    now: () => 1_715_606_400_000,
    random: () => 0,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  };
  const baseUrl = `http://127.0.0.1:${server.address().port}/v1`;
  const client = (options = {}) => new HelpThread({ workspaceKey: KEY, workspaceSecret: SECRET, baseUrl, clock, ...options });
  return { requests, waits, client };
}

/** What a promise rejects with. */
export const rejection = (promise) =>
  promise.then(
    () => {
      throw new Error("it was expected to fail");
    },
    (error) => error,
  );
