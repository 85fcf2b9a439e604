//! The wasm-bindgen face of helpthread-core, built into @helpthread/node.
