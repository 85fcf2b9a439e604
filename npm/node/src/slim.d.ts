/**
 * `@helpthread/node` without its module inside, for platforms that import `@helpthread/node/core.wasm` in their own way.
 *
 * @packageDocumentation
 */

export * from "./index.js";

/**
 * Starts the package with the compiled module of `@helpthread/node/core.wasm`. Until then everything that needs it throws
 * `not_initialized`.
 *
 * @example
 * ```js
 * import module from "@helpthread/node/core.wasm"; // in Workers; elsewhere new WebAssembly.Module(bytes)
 * import { HelpThread, initialize } from "@helpthread/node/slim";
 *
 * initialize(module);
 * ```
 *
 * @param module a `WebAssembly.Module`
 * @throws {HelpThreadError} `invalid_argument`: it is no module, or not this package's
 */
export declare function initialize(module: object): void;
