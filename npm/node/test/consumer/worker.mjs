// A Worker that uses the installed package. The first signature is made where nothing may be waited for.
import * as helpthread from "@helpthread/node";
import * as testing from "@helpthread/node/testing";
import { suite } from "./suite.mjs";

const SIGNATURE = helpthread.sign("Jefe", "what do ya want for nothing?");

export default {
  async fetch(request) {
    try {
      await suite({ helpthread, testing, peer: new URL(request.url).searchParams.get("peer") });
      return new Response(SIGNATURE);
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
