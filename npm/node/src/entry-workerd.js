/** Cloudflare Workers and workerd: a .wasm import is a compiled module there, and compiling from bytes is refused. */

import module from "./core.wasm";
import { start } from "./start.js";

start(module);

export * from "helpthread:index";
