// English for agents: what only desk.js and its announcements say. The other languages have these words among theirs.

export default {
  status: "Status",
  assignee: "Assignee",
  unassigned: "Unassigned",
  you: "You",
  reply: "Reply",
  note: "Internal note, which the customer never sees",
  send: "Send",
  sending: "Sending…",
  sent: "Reply sent",
  saved: "Change saved",
  notWritten: "This could not be saved. Nothing has changed.",
  notSent: "The reply could not be sent. Your text is still here.",
  unknownOutcome: "Nobody knows yet whether the reply arrived. To send it again is safe.",
};
