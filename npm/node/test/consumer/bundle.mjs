// What bundlers begin with: as run.mjs, without asking where the package is, because it is inside.
import * as helpthread from "@helpthread/node";
import * as testing from "@helpthread/node/testing";
import { suite } from "./suite.mjs";

suite({ helpthread, testing, peer: process.argv[2] }).then(() => console.log("ok"));
