// What ./slim does before it has a module, with a wrong one, and with its own: prints `ok`, or throws.

const assert = require("node:assert/strict");

/** An empty module: the magic number and the version. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

module.exports = function check(slim, wasm) {
  const { HelpThread, HelpThreadError, initialize, sessionTokens, sign, webhooks } = slim;
  const calls = [
    () => sign("Jefe", "body"),
    () => sessionTokens.create({ role: "customer", customerId: "cus_1" }, "s".repeat(32)),
    () => webhooks.sign({ id: "dlv_1", body: "" }, "whsec_c2VjcmV0"),
    () => webhooks.verify("", { "webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "v1,a" }, "whsec_c2VjcmV0"),
    () => new HelpThread({ workspaceKey: "sk", workspaceSecret: "secret" }),
  ];
  const refused = () => {
    for (const call of calls) {
      assert.throws(call, (error) => error instanceof HelpThreadError && error.code === "not_initialized" && /call initialize/.test(error.message));
    }
  };
  refused();
  for (const wrong of [undefined, null, {}, wasm, new WebAssembly.Module(EMPTY)]) {
    assert.throws(() => initialize(wrong), (error) => error instanceof HelpThreadError && error.code === "invalid_argument");
    refused();
  }
  initialize(new WebAssembly.Module(wasm));
  assert.match(sign("Jefe", "what do ya want for nothing?"), /^sha256=5bdcc146bf60754e6a042426089575c7/);
  console.log("ok");
};
