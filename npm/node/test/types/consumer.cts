/** The same package from a CommonJS project. */

import helpthread = require("@helpthread/node");
import slim = require("@helpthread/node/slim");
import testing = require("@helpthread/node/testing");

const signature: string = helpthread.sign("secret", "body");
helpthread.sessionTokens.create({ role: "customer", customerId: signature }, "secret");
slim.initialize({});
const client: slim.HelpThread = new slim.HelpThread({ clock: testing.fakeClock() });
console.log(client);
