// Signs the very text that is sent: bodies are text, so that nothing writes the JSON again.
const CryptoJS = require("crypto-js");

const body = req.getBody({ raw: true }) || "";
const signature = CryptoJS.HmacSHA256(body, bru.getEnvVar("workspaceSecret")).toString(CryptoJS.enc.Hex);
const timestamp = Math.floor(Date.now() / 1000);
req.setHeader(
  "Authorization",
  `HTHMAC workspace_key="${bru.getEnvVar("workspaceKey")}", signature="sha256=${signature}", timestamp="${timestamp}"`,
);
