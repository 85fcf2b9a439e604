/** The error classes that callers can tell apart. */

export { HelpThreadError, WebhookVerificationError } from "./error.js";
export {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnexpectedAnswerError,
} from "./families.js";
