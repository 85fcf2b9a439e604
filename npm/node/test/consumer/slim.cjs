// A CommonJS script that brings the module itself.
const { readFileSync } = require("node:fs");

require("./slim-suite.cjs")(require("@helpthread/node/slim"), readFileSync(require.resolve("@helpthread/node/core.wasm")));
