/**
 * The instance of the module, and what crosses its boundary, without wasm-bindgen's own script, which is twice as long.
 *
 * Rust asks for one field after the other (crates/sdk/src/exchange.rs), and each is written where Rust wants it, so that neither side
 * copies or keeps it: of a secret there is no copy but the one that Rust wipes. The module has no allocator, so its memory never moves.
 */

export const ENCODER = new TextEncoder();

/** Whether the module is there. */
export let started = false;

/** What the module exports. @type {any} */
export let wasm;

/** @type {Uint8Array} */
let memory;
/** What Rust has not asked for yet. @type {(string | Uint8Array)[]} */
let fields;
/** @type {string} */
let answer;

/**
 * Synchronous, because Workers refuse to compile later and callers want to sign without waiting.
 *
 * @param {WebAssembly.Module} module
 */
export function start(module) {
  const imports = {};
  // wasm-bindgen adds to their names, so that no two crates have the same.
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = name.includes("read") ? read : write;
  standIn(new WebAssembly.Instance(module, imports).exports);
  memory = new Uint8Array(wasm.memory.buffer);
  started = true;
}

/**
 * Puts something in the place of the module's exports, from which every call into Rust takes what it needs.
 *
 * @param {object} exports
 */
export function standIn(exports) {
  started = false;
  wasm = exports;
}

/**
 * Has the module do one operation.
 *
 * @param {string} operation its letter
 * @param {(string | Uint8Array)[]} given its fields
 * @param {number} [now] unix seconds
 * @param {number} [seconds] a lifetime or a tolerance
 * @returns {string | number} the answer, or the number of a refusal
 */
export function call(operation, given, now, seconds) {
  fields = given;
  answer = "";
  try {
    return wasm.call(operation.charCodeAt(0), now, seconds) || answer;
  } finally {
    // A secret that Rust did not ask for any more, or a signature.
    fields = answer = undefined;
  }
}

/** Writes the next field and gives its length, or -1 when there are no more. Of bytes that are too many the rest comes the next time. */
function read(at, room) {
  const field = fields.shift();
  if (field === undefined) return -1;
  if (typeof field === "string") return writeText(field, at, room);
  const piece = field.subarray(0, room);
  memory.set(piece, at);
  if (piece.length === room) fields.unshift(field.subarray(room));
  return piece.length;
}

/** Most texts are short and ASCII, for which an encoder takes longer to call than to encode. One that fills the room is refused. */
function writeText(text, at, room) {
  const length = Math.min(text.length, room);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return ENCODER.encodeInto(text, memory.subarray(at, at + room)).written;
    memory[at + index] = code;
  }
  return length;
}

/** Takes the answer, which is ASCII. */
function write(at, length) {
  answer = String.fromCharCode.apply(null, memory.subarray(at, at + length));
}
