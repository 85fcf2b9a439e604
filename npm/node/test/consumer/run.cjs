// A CommonJS script that uses the installed package.
const helpthread = require("@helpthread/node");
const testing = require("@helpthread/node/testing");

(async () => {
  const { suite } = await import("./suite.mjs");
  await suite({ helpthread, testing, peer: process.argv[2] });
  console.log(`entry ${require.resolve("@helpthread/node").split(/[\\/]/).at(-1)}`);
  console.log("ok");
})();
