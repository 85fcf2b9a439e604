/** Every example of the README runs as it is printed. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const ENVIRONMENT = {
  SESSION_SECRET: "dev_session_secret_0123456789abcdef0123",
  HELPTHREAD_WORKSPACE_KEY: "sk_test_abc123",
  HELPTHREAD_WORKSPACE_SECRET: "whsec_test_9d8f7a6b5c4e3d2c1b0a",
};

const readme = await readFile(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);

/** The network of the examples: one page, whose conversation anybody may change. */
const TIMES = Object.fromEntries(["created_at", "updated_at", "last_message_at"].map((name) => [name, "2024-05-13T14:24:00Z"]));
const ROW = { id: "cnv_1", customer_id: "cus_1", subject: "Unable to update", status: "open", assignee_id: null, ...TIMES };
const PAGE = { data: [ROW], pagination: { next_cursor: null, has_more: false } };
const FETCH = `globalThis.fetch = async (_url, { method, body, headers }) => {
  if (method === "GET") return Response.json(${JSON.stringify(PAGE)});
  if (!/^"[0-9a-f]{32}"$/.test(headers["If-Match"])) throw new Error("without a tag");
  return Response.json({ data: { ...${JSON.stringify(ROW)}, ...JSON.parse(new TextDecoder().decode(body)) } });
};`;
const NETWORK = `data:text/javascript,${encodeURIComponent(FETCH)}`;

/** What each example prints, in their order. */
const TOKEN = /^eyJ[\w-]+\.[\w-]+\.[\w-]{43}$/;
const SIGNATURE = /^sha256=0a5a505c6e43b69d7e93273d40402712a7ffc57c9bd0423fbc150c3741bbe06a$/;
const HEADER = /^HTHMAC workspace_key="sk_test_abc123", signature="sha256=[0-9a-f]{64}", timestamp="\d+"$/;
const PRINTED = [/^Unable to update$/, /^closed$/, /^Thank you!$/, /^1000 2000$/, TOKEN, TOKEN, HEADER, SIGNATURE, /^invalid_customer_id$/, /^function 71$/];

test("every example of the README is expected here", () => {
  assert.equal(blocks.length, PRINTED.length);
});

blocks.forEach((code, index) => {
  test(`example ${index + 1} runs`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", NETWORK, "--input-type=module", "--eval", code], {
      cwd: ROOT, // from here the package's own name leads to itself
      env: { PATH: process.env.PATH, ...ENVIRONMENT },
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout.trim(), PRINTED[index]);
  });
});
