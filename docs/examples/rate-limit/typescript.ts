// Asks again after 429: at the reset, or after 1, 2, 4 and 8 s if the answer names none. Five requests at most.
import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const {
  HELPTHREAD_BASE_URL: baseUrl = "https://api.helpthread.com/v1",
  HELPTHREAD_WORKSPACE_KEY: workspaceKey = "",
  HELPTHREAD_WORKSPACE_SECRET: workspaceSecret = "",
} = process.env;

function get(path: string): Promise<Response> {
  const signature = createHmac("sha256", workspaceSecret).update("").digest("hex");
  const timestamp = Math.floor(Date.now() / 1000);
  return fetch(`${baseUrl}${path}`, {
    headers: {
      Accept: "application/json",
      Authorization: `HTHMAC workspace_key="${workspaceKey}", signature="sha256=${signature}", timestamp="${timestamp}"`,
    },
  });
}

async function patiently(request: () => Promise<Response>): Promise<Response> {
  for (const backoff of [1, 2, 4, 8]) {
    const response = await request();
    if (response.status !== 429) return response;
    await response.body?.cancel();
    const untilReset = Number(response.headers.get("X-RateLimit-Reset")) - Date.now() / 1000;
    const wait = untilReset > 0 ? untilReset : backoff;
    console.error(`429: waiting ${wait.toFixed(0)} s`);
    await sleep(wait * 1000 + Math.random() * 500); // so that clients do not come back all at once
  }
  return request();
}

const { status } = await patiently(() => get("/conversations?limit=1"));
console.log(status);
