// A CommonJS script that uses the installed package.
require("./suite.cjs")(require("@helpthread/node"), require("@helpthread/node/testing"));
