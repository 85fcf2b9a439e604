/**
 * The compiled module that `initialize` of `@helpthread/node/slim` takes, as Workers and bundlers import it: a
 * `WebAssembly.Module`, which not every project's types know by name.
 */
declare const module: object;

export default module;
