// Reads every page of a list: iterating asks for the next one when it is needed.
import { HelpThread } from "@helpthread/node";

const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL });

let conversations = 0;
for await (const _conversation of client.conversations.list({ status: "pending", limit: 100 })) conversations += 1;
console.log(`${conversations} pending conversations on ${Math.ceil(conversations / 100)} pages`);
