// Reads every page of a list.
import { createHmac } from "node:crypto";

const {
  HELPTHREAD_BASE_URL: baseUrl = "https://api.helpthread.com/v1",
  HELPTHREAD_WORKSPACE_KEY: workspaceKey = "",
  HELPTHREAD_WORKSPACE_SECRET: workspaceSecret = "",
} = process.env;

type Page = { data: { id: string }[]; pagination: { next_cursor: string | null; has_more: boolean } };

async function get(path: string): Promise<Page> {
  const signature = createHmac("sha256", workspaceSecret).update("").digest("hex");
  const timestamp = Math.floor(Date.now() / 1000);
  const response = await fetch(`${baseUrl}${path}`, {
    headers: {
      Accept: "application/json",
      Authorization: `HTHMAC workspace_key="${workspaceKey}", signature="sha256=${signature}", timestamp="${timestamp}"`,
    },
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Page;
}

async function* pages(filters: Record<string, string>) {
  const query = new URLSearchParams(filters);
  for (;;) {
    const { data, pagination } = await get(`/conversations?${query}`);
    yield data;
    if (pagination.next_cursor === null) return;
    query.set("cursor", pagination.next_cursor);
  }
}

let [conversations, count] = [0, 0];
for await (const page of pages({ status: "pending", limit: "100" })) {
  conversations += page.length;
  count += 1;
}
console.log(`${conversations} pending conversations on ${count} pages`);
