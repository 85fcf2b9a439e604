// What a page, or a worker of a page, can do with the package: `outcome` is where it says how it went.
import * as helpthread from "@helpthread/node";
import * as testing from "@helpthread/node/testing";
import { suite } from "./suite.mjs";

const told = suite({ helpthread, testing, peer: location.origin, browser: true }).then(
  () => "ok",
  (error) => error.stack,
);
if (globalThis.document) globalThis.outcome = told;
else told.then((outcome) => postMessage(outcome));
