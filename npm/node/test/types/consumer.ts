/** A strict TypeScript project that uses the package: what must compile, and what must not. */

import {
  HelpThreadError,
  sessionTokens,
  sign,
  type HelpThreadErrorCode,
  type SessionTokenOptions,
} from "@helpthread/node";

const signature: string = sign("secret", "body");
sign("secret", new Uint8Array(4));

const customer: SessionTokenOptions = {
  role: "customer",
  customerId: "cus_1",
  expiresIn: 60,
  origin: "https://app.example.com",
};
const token: string = sessionTokens.create(customer, "secret");
sessionTokens.create({ role: "agent", agentId: "usr_1", scope: "conversations:read" }, "secret");

try {
  sign("", signature);
} catch (error) {
  if (error instanceof HelpThreadError) {
    const code: HelpThreadErrorCode = error.code;
    if (code === "secret_missing" || code === "one we do not know yet") console.log(token);
  }
}

// @ts-expect-error an object is not what goes on the wire
sign("secret", { body: true });
// @ts-expect-error environment variables may be undefined
sign(undefined as string | undefined, "");
// @ts-expect-error a customer has a customerId
sessionTokens.create({ role: "customer", agentId: "usr_1" }, "secret");
// @ts-expect-error there is no such role
sessionTokens.create({ role: "admin", agentId: "usr_1" }, "secret");
// @ts-expect-error a customer writes nothing
sessionTokens.create({ role: "customer", customerId: "cus_1", scope: "conversations:write" }, "secret");
// @ts-expect-error a misspelt option
sessionTokens.create({ role: "customer", customerId: "cus_1", expireIn: 60 }, "secret");
// @ts-expect-error codes are not assigned
new HelpThreadError("invalid_scope", "message").code = "other";
