/**
 * What crosses between WebAssembly and the platform on every request, each in one crossing. Made one by one, out of Headers,
 * Request and Reflect.set, the same took half of a request's time (bench/README.md).
 *
 * No rule is here: it moves text. `import { … } from "…"` is what Rust does with this file.
 */

/**
 * The name of the only header that the object reads. The Worker makes it, and no header of a client travels on. It holds a signature, and the
 * platform's logs tell every header but those whose names have a word such as "secret" in them.
 */
const PASSAGE = "X-HelpThread-Secret-Passage";

// Every step of a Rust future is a microtask. The platform's own function for that takes as long as a small SQL statement.
// What a task throws is reported as that function would: workers-rs starts anew when it hears of a trap.
const now = Promise.resolve();
globalThis.queueMicrotask = (task) => {
  now.then(() => {
    try {
      task();
    } catch (error) {
      reportError(error);
    }
  });
};

const encoder = new TextEncoder();

/** What v1 reads of a request's head, as a JSON array; null where there is no such header. */
export function head({ method, url, headers }) {
  return JSON.stringify([
    method,
    url,
    headers.get("Authorization"),
    headers.get("Content-Type"),
    headers.get("If-Match"),
    headers.get("Idempotency-Key"),
  ]);
}

/**
 * Asks a workspace's object. `passage` is ASCII. Always a POST to one URL, which means nothing: the object is chosen by its
 * name, and what is asked is in the passage.
 */
export function handOn(namespace, workspace, passage, body) {
  const init = { method: "POST", headers: { [PASSAGE]: passage }, body };
  return namespace.getByName(workspace).fetch("http://workspace/", init);
}

/** In the object: what `handOn` was given. */
export function passage({ headers }) {
  return headers.get(PASSAGE);
}

/** All rows of a statement, as the JSON text of an array of arrays, in UTF-8: bytes cross faster than a string. */
export function rows(sql, statement, values) {
  return encoder.encode(JSON.stringify(Array.from(sql.exec(statement, ...values).raw())));
}

/** The text in a statement's first row, in UTF-8; undefined if there is no row. */
export function text(sql, statement, values) {
  const { value } = sql.exec(statement, ...values).raw().next();
  return value && encoder.encode(value[0]);
}

/** Headers from names and values in turn, a line each; no value has a line break. */
export function headers(lines) {
  const headers = new Headers();
  const parts = lines.split("\n");
  for (let index = 0; index + 1 < parts.length; index += 2) headers.set(parts[index], parts[index + 1]);
  return headers;
}
