// Brings the module itself.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { initialize, sign } from "@helpthread/node/slim";

initialize(new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("@helpthread/node/core.wasm")))));
if (!sign("Jefe", "what do ya want for nothing?").startsWith("sha256=5bdcc146")) throw new Error("signed wrongly");
console.log("ok");
