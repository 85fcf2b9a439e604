// The module (crates/widget/src/wasm.rs), started and called without wasm-bindgen's own script, which is three times as long as this: one
// function that takes an element's number, a text and the time, and gives a text (crates/widget/src/wire.rs). test/built.test.mjs checks that the module has what is called here.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @type {WebAssembly.Module} */
let compiled;
/** @type {any} */
let wasm;
/** Numbers whose elements are gone, and how many numbers there are. @type {number[]} */
let vacant;
let numbers;

/** @param {Response} response */
export async function start(response) {
  if (!response.ok) throw new Error(`The module's status is ${response.status}.`);
  compiled = await WebAssembly.compile(await response.arrayBuffer());
  reset();
}

/** Makes a fresh instance, also in place of one that has panicked: those that were made before keep theirs. */
export function reset() {
  // It imports what would prepare its table of JavaScript's objects, and has none.
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(compiled)) (imports[module] ??= {})[name] = () => {};
  wasm = new WebAssembly.Instance(compiled, imports).exports;
  vacant = [];
  numbers = 0;
}

/** The behaviour of one connected element. */
export class Core {
  #wasm = wasm;
  #vacant = vacant;
  #number = vacant.pop() ?? numbers++;

  /** Takes an event at `now` (unix seconds); what to do: of each effect its name and texts. @param {string} event @param {string[]} texts @param {number} now */
  step(event, texts, now) {
    const { memory, step, __wbindgen_malloc, __wbindgen_free } = this.#wasm;
    // NUL stands between texts and U+0001 between effects, so what a text has of them becomes what HTML makes of NUL.
    const bytes = encoder.encode([event, ...texts.map((text) => String(text).replace(/[\0\x01]/g, "\ufffd"))].join("\0"));
    const given = __wbindgen_malloc(bytes.length, 1);
    new Uint8Array(memory.buffer, given, bytes.length).set(bytes);
    const [answer, length] = step(this.#number, given, bytes.length, now);
    const text = decoder.decode(new Uint8Array(memory.buffer, answer, length));
    __wbindgen_free(answer, length, 1);
    return text.split("\x01").map((effect) => effect.split("\0"));
  }

  /** After `disconnected`, of which nothing is left in the module. */
  free() {
    this.#vacant.push(this.#number);
  }
}
