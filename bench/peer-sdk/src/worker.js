/** workerd: a turn per request. Clocks stand still there while a Worker computes, so whoever asks holds the watch. */

import { turn } from "./tasks.js";

export default {
  async fetch(request) {
    const answer = await turn(await request.json()).catch((error) => ({ error: String(error) }));
    return Response.json(answer);
  },
};
