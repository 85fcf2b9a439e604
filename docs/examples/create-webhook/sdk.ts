// Registers an endpoint for conversation events.
import { HelpThread } from "@helpthread/node";

// The credential comes from HELPTHREAD_WORKSPACE_KEY and HELPTHREAD_WORKSPACE_SECRET.
const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL });

const webhook = await client.webhooks.create({
  url: "https://crm.example.com/webhooks/helpthread",
  events: ["conversation.created", "conversation.updated", "message.created"],
  active: true,
});
console.log(JSON.stringify(webhook));
