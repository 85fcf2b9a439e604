// Changes a conversation's status or assignee.
import { HelpThread } from "@helpthread/node";

// The credential comes from HELPTHREAD_WORKSPACE_KEY and HELPTHREAD_WORKSPACE_SECRET.
const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL });

const conversation = await client.conversations.update("cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", {
  status: "pending",
  assignee_id: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
});
console.log(JSON.stringify(conversation));
