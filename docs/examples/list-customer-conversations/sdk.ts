// Lists one customer's conversations, newest first.
import { HelpThread } from "@helpthread/node";

// The credential comes from HELPTHREAD_WORKSPACE_KEY and HELPTHREAD_WORKSPACE_SECRET.
const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL });

const page = await client.customers.conversations.list("cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F", { limit: 25 });
console.log(JSON.stringify(page));
