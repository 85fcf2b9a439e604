// Lists one customer's conversations, newest first.
import { createHmac } from "node:crypto";

const {
  HELPTHREAD_BASE_URL: baseUrl = "https://api.helpthread.com/v1",
  HELPTHREAD_WORKSPACE_KEY: workspaceKey = "",
  HELPTHREAD_WORKSPACE_SECRET: workspaceSecret = "",
} = process.env;

const body = ""; // no body: the empty string is signed
const timestamp = Math.floor(Date.now() / 1000);
const signature = createHmac("sha256", workspaceSecret).update(body).digest("hex");

const response = await fetch(`${baseUrl}/customers/cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F/conversations?limit=25`, {
  method: "GET",
  headers: {
    Accept: "application/json",
    Authorization: `HTHMAC workspace_key="${workspaceKey}", signature="sha256=${signature}", timestamp="${timestamp}"`,
  },
});
if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
console.log(await response.text());
