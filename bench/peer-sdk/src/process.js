/** Node, Bun and Deno: a turn per request, on a free port. The first line on standard output is port and process. Whoever asks holds the watch. */

import { createServer } from "node:http";
import { turn } from "./tasks.js";

const server = createServer(async (request, response) => {
  let order = "";
  for await (const chunk of request) order += chunk;
  const answer = await turn(JSON.parse(order)).catch((error) => ({ error: String(error) }));
  const body = JSON.stringify(answer);
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length }).end(body);
});

server.keepAliveTimeout = 600_000; // the one connection waits while others have their turn
server.listen(0, "127.0.0.1", () => console.log(`${server.address().port} ${process.pid}`));
process.on("SIGTERM", () => process.exit(0)); // an end without a word from the shell that guards it
