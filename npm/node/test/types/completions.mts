/** Where an editor is asked what fits: between the quotes of each line. ../completions.test.mjs has the answers. */

import { HelpThread, HelpThreadError, sessionTokens, webhooks } from "@helpthread/node";

const client = new HelpThread();
client.conversations.list({ status: "" });
client.customers.conversations.list("cus_1", { status: "" });
client.conversations.update("cnv_1", { status: "" });
client.webhooks.create({ url: "https://a.example", events: [""] });
sessionTokens.create({ role: "", customerId: "cus_1" }, "secret");
const event = webhooks.verify("body", new Headers(), "secret");
if (event.type === "") console.log(event);
const error = new HelpThreadError("timeout", "message");
if (error.code === "") console.log(error);
