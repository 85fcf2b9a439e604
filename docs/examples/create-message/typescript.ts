// Posts a reply, or an internal note, on behalf of an agent.
import { createHmac } from "node:crypto";

const {
  HELPTHREAD_BASE_URL: baseUrl = "https://api.helpthread.com/v1",
  HELPTHREAD_WORKSPACE_KEY: workspaceKey = "",
  HELPTHREAD_WORKSPACE_SECRET: workspaceSecret = "",
} = process.env;

// The string that is signed and sent.
const body = JSON.stringify({
  author_type: "agent",
  agent_id: "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K",
  body: "Hi Jane — I updated your billing address. Please refresh your account page to confirm.",
  internal: false,
});
const timestamp = Math.floor(Date.now() / 1000);
const signature = createHmac("sha256", workspaceSecret).update(body).digest("hex");

const response = await fetch(`${baseUrl}/conversations/cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A/messages`, {
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
