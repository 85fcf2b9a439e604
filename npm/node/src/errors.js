/** The error classes that callers can tell apart. */

export {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  HelpThreadError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnexpectedAnswerError,
  WebhookVerificationError,
} from "./error.js";
