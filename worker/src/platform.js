// The platform in one crossing per step: every call between wasm and JavaScript costs about as much as verifying a token, so a
// request is read, a body collected, upstream asked and a response made by one call each. No rule is here: limits and names are
// arguments.

let known;
let list;

// Every step of a Rust future is a microtask. The platform's own function for that makes a new function each time. What a task throws
// is reported as that function would: workers-rs starts anew when it hears of a trap.
const settled = Promise.resolve();
globalThis.queueMicrotask = (task) => {
  settled.then(() => {
    try {
      task();
    } catch (error) {
      reportError(error);
    }
  });
};

/// `now`, a random id, the method, then each header of `names`, absent or after a "=", then the URL: one a line.
export function receive(request, names) {
  if (names !== known) {
    known = names;
    list = names.split("\n");
  }
  const headers = request.headers;
  let lines = `${Date.now()}\n${crypto.randomUUID()}\n${request.method}`;
  for (const name of list) {
    const value = headers.get(name);
    // A line end would begin the next header; no server lets one through, and this must not depend on that.
    lines += value === null ? "\n" : `\n=${value.includes("\n") ? value.replaceAll("\n", " ") : value}`;
  }
  return `${lines}\n${request.url}`;
}

/// The whole body, or our word for why not: "too_large" beyond `most` bytes, "deadline", "broken".
export function collect(request, most, milliseconds) {
  return within(milliseconds, () => {}, () => bytes(request.body, most));
}

/// `[head, body]` of upstream's answer, or our word for why there is none. The head is the status, then each header of `names`, empty
/// when absent: one a line. `headers` of the request are a name and a value a line.
export async function ask(url, method, headers, body, milliseconds, most, names) {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), milliseconds);
  try {
    // Following a redirect would carry the signature to another host.
    const response = await fetch(url, { method, headers: named(headers), body, redirect: "manual", signal });
    let told = `${response.status}\n`;
    for (const name of names.split("\n")) told += `${response.headers.get(name) ?? ""}\n`;
    const content = await whole(response, most);
    // Nobody reads the rest of what is too large.
    if (typeof content === "string") controller.abort();
    return [told, content];
  } catch {
    if (signal.aborted) return "deadline";
    controller.abort();
    return "broken";
  } finally {
    clearTimeout(timer);
  }
}

/// Asks the object called `name`. `[head, response]`: the head is the status and, on the next line, what the hub tells of the answer
/// besides; "broken" when the object cannot be reached.
export async function askObject(namespace, name, message, trace) {
  try {
    const headers = trace === undefined ? {} : { traceparent: trace };
    const response = await namespace.getByName(name).fetch("http://hub/", { method: "POST", headers, body: message });
    return [`${response.status}\n${response.headers.get("HelpThread-Trace") ?? ""}`, response];
  } catch {
    return "broken";
  }
}

/// Has the object called `name` accept a socket: its response.
export async function followObject(namespace, name, message) {
  const headers = { Upgrade: "websocket", "HelpThread-Follow": message };
  return namespace.getByName(name).fetch("http://hub/", { headers });
}

/// An object has a request to answer: looks after it until [unwatch]. All objects of an isolate share one wasm memory, so a panic in
/// any of them loses whom the others were to answer. Then the object is ended: whoever asked is told, and the next request finds a new one.
export function watch(state, milliseconds) {
  // worker-build counts the lives of the memory there.
  const memory = globalThis.__worker_init_state;
  const life = memory.instanceId;
  return setInterval(() => {
    if (memory.criticalError || memory.instanceId !== life) state.abort("a panic has taken the object's memory");
  }, milliseconds);
}

/// The request is answered.
export function unwatch(timer) {
  clearInterval(timer);
}

/// An object's response, with these headers besides its own. Its body does not pass through wasm.
export function relay(response, headers) {
  const all = named(headers);
  for (const [name, value] of response.headers) if (name !== "helpthread-trace") add(all, name, value);
  return new Response(response.body, { status: response.status, headers: all });
}

/// A response; `headers` are a name and a value a line.
export function respond(status, headers, body) {
  // The bytes are wasm's memory, which the next request writes to.
  return new Response(body === undefined ? null : body.slice(), { status, headers: named(headers) });
}

/// The body of an answer. A length that upstream has told, and that the platform holds it to, spares reading chunk by chunk. It holds it to
/// none where the body comes in chunks (RFC 9112 §6.3), and the length of what is compressed says nothing of what comes out.
async function whole(response, most) {
  const { headers } = response;
  const length = headers.get("content-length");
  const encoded = headers.get("transfer-encoding") !== null || headers.get("content-encoding") !== null;
  if (length === null || !(Number(length) <= most) || encoded) return bytes(response.body, most);
  return new Uint8Array(await response.arrayBuffer());
}

async function bytes(stream, most) {
  if (stream === null) return new Uint8Array();
  const reader = stream.getReader();
  const chunks = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > most) {
      reader.cancel().catch(() => {});
      return "too_large";
    }
    chunks.push(value);
  }
  if (chunks.length === 1) return chunks[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/// What the promise of `work` holds, "broken" if it fails, "deadline" if it takes longer.
function within(milliseconds, abort, work) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve("deadline");
      abort();
    }, milliseconds);
    const done = (told) => {
      clearTimeout(timer);
      resolve(told);
    };
    work().then(done, () => done("broken"));
  });
}

/// Headers of a name and a value a line. An object, because the platform reads a list of pairs through an iterator, which takes longer.
function named(lines) {
  const words = lines.split("\n");
  const headers = { __proto__: null };
  for (let at = 0; at + 1 < words.length; at += 2) add(headers, words[at], words[at + 1]);
  return headers;
}

/// As `Headers.append`: several values of one name are one value with commas (RFC 9110 §5.3).
function add(headers, name, value) {
  const before = headers[name];
  headers[name] = before === undefined ? value : `${before}, ${value}`;
}
