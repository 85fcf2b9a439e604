/** The same package from a CommonJS project. */

import helpthread = require("@helpthread/node");

const signature: string = helpthread.sign("secret", "body");
helpthread.sessionTokens.create({ role: "customer", customerId: signature }, "secret");
