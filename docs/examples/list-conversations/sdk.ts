// Lists the workspace's conversations, newest first.
import { HelpThread } from "@helpthread/node";

// The credential comes from HELPTHREAD_WORKSPACE_KEY and HELPTHREAD_WORKSPACE_SECRET.
const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL });

const page = await client.conversations.list({ status: "open", assignee_id: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", limit: 2 });
console.log(JSON.stringify(page));
