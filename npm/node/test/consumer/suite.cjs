/**
 * What the installed package must do on any runtime, without a test runner: prints `ok`, or throws. Runners load the package in
 * their own way and hand it over.
 */

module.exports = async function suite({ HelpThread, HelpThreadError, RateLimitError, sessionTokens, sign, webhooks }, testing) {
  const same = (given, expected) => {
    if (JSON.stringify(given) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(given)}, expected ${JSON.stringify(expected)}`);
  };
  const code = (call) => {
    try {
      call();
    } catch (error) {
      if (error instanceof HelpThreadError) return error.code;
      throw error;
    }
    return null;
  };

  // RFC 4231 section 4.3, and a body beyond where node:crypto takes over.
  same(sign("Jefe", "what do ya want for nothing?"), "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  same(sign("Jefe", "a".repeat(5000)), "sha256=a1968604295c6c3f496c224b88893277e9af9bf94e8e3b03461860010f52a195");
  same(code(() => sign("", "")), "secret_missing");
  same(sessionTokens.create({ role: "customer", customerId: "cus_1" }, "s".repeat(32)).split(".").length, 3);

  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const event = { type: "message.created", timestamp: "2024-05-13T13:20:00.042Z", data: { id: "msg_1" } };
  const { body, headers } = testing.signedDelivery(event, secret, { id: "dlv_1" });
  same(webhooks.verify(body, headers, secret), { id: "dlv_1", ...event });
  same(code(() => webhooks.verify(`${body} `, headers, secret)), "webhook_signature_mismatch");

  const conversation = { id: "cnv_1", subject: "Żółć" };
  const page = (next_cursor) => ({ body: { data: [conversation], pagination: { next_cursor, has_more: next_cursor !== null } } });
  const limited = { status: 429, body: { error: { code: "rate_limit_exceeded", message: "Too many." } } };
  const clock = testing.fakeClock();
  const fetch = testing.scriptedFetch(limited, "lost", { ...page(null), reset: true }, page("a"), page(null));
  const client = new HelpThread({ workspaceKey: "sk", workspaceSecret: "secret", fetch, clock });
  const seen = [];
  for await (const each of client.conversations.list({ status: "open" })) seen.push(each);
  same(seen, [conversation, conversation]);
  same(clock.waits, [1000, 2000, 4000]);
  same(fetch.requests[4].url, "https://api.helpthread.com/v1/conversations?status=open&cursor=a");
  same(fetch.requests[4].headers.get("authorization").slice(0, 27), 'HTHMAC workspace_key="sk", ');

  const refused = new HelpThread({ workspaceKey: "sk", workspaceSecret: "secret", fetch: testing.scriptedFetch(limited), clock });
  const error = await refused.conversations.messages.create("cnv_1", { agent_id: "usr_1", body: "Hello" }).catch((error) => error);
  if (!(error instanceof RateLimitError)) throw error;
  console.log("ok");
};
