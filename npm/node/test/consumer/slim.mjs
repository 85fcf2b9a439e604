// An ES module that brings the module itself.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as slim from "@helpthread/node/slim";
import check from "./slim-suite.cjs";

check(slim, readFileSync(fileURLToPath(import.meta.resolve("@helpthread/node/core.wasm"))));
