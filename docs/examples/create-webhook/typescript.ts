// Registers an endpoint for conversation events.
import { createHmac } from "node:crypto";

const {
  HELPTHREAD_BASE_URL: baseUrl = "https://api.helpthread.com/v1",
  HELPTHREAD_WORKSPACE_KEY: workspaceKey = "",
  HELPTHREAD_WORKSPACE_SECRET: workspaceSecret = "",
} = process.env;

// The string that is signed and sent.
const body = JSON.stringify({
  url: "https://crm.example.com/webhooks/helpthread",
  events: ["conversation.created", "conversation.updated", "message.created"],
  active: true,
});
const timestamp = Math.floor(Date.now() / 1000);
const signature = createHmac("sha256", workspaceSecret).update(body).digest("hex");

const response = await fetch(`${baseUrl}/webhooks`, {
  method: "POST",
  headers: {
    Accept: "application/json",
    "Content-Type": "application/json",
    Authorization: `HTHMAC workspace_key="${workspaceKey}", signature="sha256=${signature}", timestamp="${timestamp}"`,
  },
  body,
});
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
console.log(await response.text());
