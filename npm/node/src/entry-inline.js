/** Node, Deno, Bun, and bundlers that know nothing of wasm: the module travels as base64 inside the script. */

import base64 from "helpthread:wasm-base64";
import { start } from "./start.js";

start(new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))));

export * from "./index.js";
