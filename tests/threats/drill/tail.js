// Prints what the platform would log of each request; it has redacted the headers by their names.
export default {
  tail(events) {
    for (const { event } of events) {
      if (event?.request) console.log(`tail: ${JSON.stringify({ url: event.request.url, headers: event.request.headers })}`);
    }
  },
};
