/**
 * Reading an answer of the API: whatever arrives, it becomes the data that the contract promises or a typed error. Nothing of
 * an answer that is not the contract's envelope is repeated in a message.
 */

import { ConnectionError, familyOf, UnexpectedAnswerError } from "./families.js";

/** A page of 100 conversations has some 100 KB; what is far larger is not the API's. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const DECODER = new TextDecoder("utf-8", { fatal: true });

/**
 * @typedef {object} Answer
 * @property {any} data
 * @property {any} [pagination]
 */

/**
 * The checked body of a success; throws the error of anything else.
 *
 * @param {Response} response
 * @param {"item" | "page"} shape
 * @param {number} now unix milliseconds, to tell how far the clocks differ
 * @returns {Promise<Answer>}
 */
export async function readAnswer(response, shape, now) {
  const about = aboutAnswer(response);
  const bytes = await readBytes(response, about);
  const body = parse(bytes, about);
  if (!response.ok) throw failure(response, body, about, now);
  const isJson = /^application\/json\s*(;|$)/i.test(response.headers.get("content-type") ?? "");
  const fits = shape === "page" ? isPage(body) : isObject(body?.data);
  if (!isJson || !fits) throw unexpected("is not what v1 answers", about);
  return body;
}

/** @param {Response} response */
function aboutAnswer(response) {
  const { headers, status } = response;
  const seconds = headers.get("retry-after");
  return {
    status,
    requestId: headers.get("x-request-id") ?? undefined,
    retryAfter: seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) : undefined,
  };
}

/** The bytes, chunk by chunk, so that an endless answer ends here. */
async function readBytes(response, about) {
  const chunks = [];
  let length = 0;
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read().catch((cause) => {
      const message = "The connection broke while the answer was read. Whether a write was applied is not known.";
      throw new ConnectionError("connection_lost", message, { ...about, cause });
    });
    if (done) break;
    length += value.byteLength;
    if (length > MAX_ANSWER_BYTES) {
      reader.cancel().catch(() => {});
      throw unexpected("has over 16 MiB", about);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/** The JSON of the bytes; undefined for a failure that has none, which its status then explains. */
function parse(bytes, about) {
  try {
    return JSON.parse(DECODER.decode(bytes));
  } catch {
    if (about.status < 200 || about.status > 299) return undefined;
    throw unexpected(bytes.length === 0 ? "is empty" : "is not JSON in UTF-8", about);
  }
}

function failure(response, body, about, now) {
  const { code, message } = isObject(body?.error) ? body.error : {};
  if (typeof code !== "string" || typeof message !== "string") return unexpected("is not the API's", about);
  const Family = familyOf(about.status);
  return new Family(code, code === "timestamp_out_of_range" ? message + clockDifference(response, now) : message, about);
}

/** How wrong this machine's clock is, by the answer's own. */
function clockDifference(response, now) {
  const seconds = Math.round((now - Date.parse(response.headers.get("date") ?? "")) / 1000);
  if (!Number.isFinite(seconds)) return "";
  return ` This machine's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} the API's: sync it with NTP.`;
}

function unexpected(what, about) {
  const message = `The answer (status ${about.status}) ${what}. Check that baseUrl is the API's, and what stands between.`;
  return new UnexpectedAnswerError("unexpected_answer", message, about);
}

function isPage(body) {
  const { data, pagination } = isObject(body) ? body : {};
  if (!Array.isArray(data) || !data.every(isObject) || !isObject(pagination)) return false;
  const { next_cursor: cursor, has_more: more } = pagination;
  return more === true ? typeof cursor === "string" && cursor !== "" : more === false && cursor === null;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
