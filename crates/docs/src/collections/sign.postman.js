// Signs the very text that is sent: bodies are raw, so that nothing writes the JSON again.
const crypto = require("crypto-js");

const body = pm.request.body && !pm.request.body.isEmpty() ? pm.variables.replaceIn(pm.request.body.raw) : "";
const signature = crypto.HmacSHA256(body, pm.variables.get("workspaceSecret")).toString(crypto.enc.Hex);
const timestamp = Math.floor(Date.now() / 1000);
pm.request.headers.upsert({
  key: "Authorization",
  value: `HTHMAC workspace_key="${pm.variables.get("workspaceKey")}", signature="sha256=${signature}", timestamp="${timestamp}"`,
});
