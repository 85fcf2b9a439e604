/**
 * `@helpthread/node` without its module inside, for platforms that import `@helpthread/node/core.wasm` in their own way.
 *
 * @packageDocumentation
 */

export * from "./index.js";

/**
 * Starts the package with the compiled module of `@helpthread/node/core.wasm`. Call it before anything else.
 *
 * @param module a `WebAssembly.Module`
 */
export declare function initialize(module: object): void;
