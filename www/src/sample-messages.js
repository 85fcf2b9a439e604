/** Things that customers write, so that one press is enough to see something arrive. */

const SAMPLES = [
  { subject: "Invoice for last month is missing", body: "Hi, we did not get the invoice for last month. Could you send it again?" },
  { subject: "Export stops at 10,000 rows", body: "The CSV export ends after 10,000 rows since yesterday. Is that a new limit?" },
  { subject: "Can we add ten more seats?", body: "We are growing! How do we add ten more seats before the first of the month?" },
  { subject: "Login with our identity provider", body: "Our people get an error after signing in with SSO. It worked on Friday." },
  { subject: "Thank you!", body: "Just wanted to say that the last update made our Monday mornings much shorter." },
  { subject: "Webhook deliveries arrive twice", body: "We see every delivery two times with the same id. Should we ignore the second?" },
];

/** The next one: another each second. @param {number} now unix seconds */
export const nextSample = (now) => SAMPLES[now % SAMPLES.length];
