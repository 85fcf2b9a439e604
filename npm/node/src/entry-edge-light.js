/** Vercel's edge runtime: as in Workers, but the import says that a module is wanted. */

import module from "./core.wasm?module";
import { start } from "./start.js";

start(module);

export * from "helpthread:index";
