// An ES module that uses the installed package.
import * as helpthread from "@helpthread/node";
import * as testing from "@helpthread/node/testing";
import suite from "./suite.cjs";

await suite(helpthread, testing);
