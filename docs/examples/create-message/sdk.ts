// Posts a reply, or an internal note, on behalf of an agent.
import { HelpThread } from "@helpthread/node";

// The credential comes from HELPTHREAD_WORKSPACE_KEY and HELPTHREAD_WORKSPACE_SECRET.
const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL });

const message = await client.conversations.messages.create("cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", {
  agent_id: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
  body: "Hi Jane — I updated your billing address. Please refresh your account page to confirm.",
  internal: false,
});
console.log(JSON.stringify(message));
