/**
 * Node, Deno, Bun, and bundlers that know nothing of wasm: the module travels as hex digits inside the script.
 * Not as base64: compression finds equal bytes only where they are written alike, and base64 has three spellings of them.
 */

import digits from "helpthread:wasm";
import { start } from "./start.js";

start(new WebAssembly.Module(Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16))));

export * from "helpthread:index";
