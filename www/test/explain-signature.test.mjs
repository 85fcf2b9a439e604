/** Given a signature made by a usual mistake, the debugger names that mistake; given a right one, it says so. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { explainSignature } from "../src/docs/explain-signature.js";

const SECRET = "whsec_test_9d8f7a6b5c4e3d2c1b0a";
const NOW = 1_715_606_400;
const BODY = '{"status":"pending","note":"a/b — c"}';
const sign = (secret, body) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
const header = (signature, timestamp = NOW) =>
  `Authorization: HTHMAC workspace_key="sk_test_abc123", signature="${signature}", timestamp="${timestamp}"`;
const verdict = (sent) => explainSignature({ secret: SECRET, body: BODY, now: NOW, ...sent }, sign);

test("a right signature matches, in a whole header and alone", () => {
  assert.equal(verdict({ header: header(sign(SECRET, BODY)) }).kind, "match");
  assert.equal(verdict({ header: sign(SECRET, BODY) }).kind, "match");
  assert.equal(verdict({ body: "", header: header(sign(SECRET, "")) }).kind, "match");
});

const JSON_BODY = JSON.parse(BODY);
const escaped = JSON.stringify(JSON_BODY).replace("—", "\\u2014");
for (const [mistake, signed, named, body = BODY] of [
  ["nothing signed", "", /empty string was signed/],
  ["echo", `${BODY}\n`, /echo adds one/],
  ["Windows", `${BODY}`.replace("{", "{\n").replaceAll("\n", "\r\n"), /Windows line ends/, BODY.replace("{", "{\n")],
  ["a byte order mark", `\uFEFF${BODY}`, /byte order mark/],
  ["indented by two", JSON.stringify(JSON_BODY, null, 2), /indented by two/],
  ["indented by four", JSON.stringify(JSON_BODY, null, 4), /indented by four/],
  ["json.dumps", '{"status": "pending", "note": "a/b \\u2014 c"}', /json\.dumps/],
  ["escapes", escaped, /\\u escapes/],
  ["json_encode", escaped.replace("/", "\\/"), /json_encode/],
  ["sorted keys", '{"note":"a/b — c","status":"pending"}', /keys sorted/],
  ["encoded twice", JSON.stringify(BODY), /encoded twice/],
  ["the timestamp signed too", `${NOW}.${BODY}`, /timestamp was signed/],
  ["compacted", BODY, /no white space/, JSON.stringify(JSON_BODY, null, 2)],
  ["a line end sent", BODY, /line end that was not signed/, `${BODY}\n`],
  ["{} for no body", "{}", /\{\} was signed/, ""],
]) {
  test(`${mistake} is named`, () => {
    const { kind, messages } = verdict({ body, header: header(sign(SECRET, signed)) });
    assert.equal(kind, "mismatch");
    assert.match(messages[0], named);
  });
}

for (const [mistake, secret, named] of [
  ["a line end after the secret", `${SECRET}\n`, /line end after the secret/],
  ["no prefix", SECRET.replace("whsec_", ""), /prefix whsec_/],
  ["the key for the secret", "sk_test_abc123", /workspace key/],
]) {
  test(`${mistake} is named`, () => {
    assert.match(verdict({ header: header(sign(secret, BODY)) }).messages[0], named);
  });
}

test("white space around the pasted secret is named", () => {
  assert.match(verdict({ secret: ` ${SECRET} `, header: header(sign(SECRET, BODY)) }).messages[0], /white space around/);
});

for (const [mistake, sent, named] of [
  ["milliseconds", header(sign(SECRET, BODY), NOW * 1000), /milliseconds/],
  ["an old timestamp", header(sign(SECRET, BODY), NOW - 1000), /1000 seconds away/],
  ["capitals", header(sign(SECRET, BODY).toUpperCase().replace("SHA256", "sha256")), /lower case/],
  ["no prefix of the signature", header(sign(SECRET, BODY).slice(7)), /sha256=/],
  ["base64", header(`sha256=${createHmac("sha256", SECRET).update(BODY).digest("base64")}`), /base64/],
  ["another scheme", header(sign(SECRET, BODY)).replace("HTHMAC", "HMAC"), /HTHMAC/],
]) {
  test(`${mistake} is named although the bytes are signed rightly`, () => {
    const { kind, messages } = verdict({ header: sent });
    assert.equal(kind, "mismatch");
    assert.match(messages.join(" "), named);
  });
}

test("what nobody can explain is not explained, and what is missing is asked for", () => {
  assert.match(verdict({ header: header(sign("another", BODY)) }).messages[0], /no usual mistake/);
  assert.match(verdict({ header: header("sha256=abc") }).messages[0], /3 characters/);
  assert.equal(verdict({ header: "" }).kind, "unreadable");
  assert.equal(verdict({ secret: "", header: header(sign(SECRET, BODY)) }).kind, "unreadable");
});

test("no message repeats the secret, nor what the signature should have been", () => {
  for (const other of ["", `${BODY}\n`, "something else"]) {
    const text = verdict({ header: header(sign(SECRET, other)) }).messages.join(" ");
    assert.ok(!text.includes(SECRET) && !text.includes(sign(SECRET, BODY).slice(7)));
  }
});
