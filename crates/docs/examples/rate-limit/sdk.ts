// The client asks again after 429 by itself, as often and as late as it should; the logger shows it.
import { HelpThread } from "@helpthread/node";

const logger = {
  warn: (_message: string, { status, wait }: Record<string, unknown>) => {
    console.error(`${status}: waiting ${Math.round(Number(wait) / 1000)} s`);
  },
};
const client = new HelpThread({ baseUrl: process.env.HELPTHREAD_BASE_URL, logger });

const { response } = await client.conversations.list({ limit: 1 }).withResponse();
console.log(response.status);
