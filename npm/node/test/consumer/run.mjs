// An ES module that uses the installed package, in Node, Deno or Bun: prints which file the runtime chose, and `ok`.
import * as helpthread from "@helpthread/node";
import * as testing from "@helpthread/node/testing";
import { suite } from "./suite.mjs";

await suite({ helpthread, testing, peer: process.argv[2] });
console.log(`entry ${import.meta.resolve("@helpthread/node").split("/").at(-1)}`);
console.log("ok");
