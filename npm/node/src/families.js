/** The families of errors that only the client has: what the API answers, and what happens on the way to it. */

import { HelpThreadError, name } from "./error.js";

export class AuthenticationError extends HelpThreadError {}
export class PermissionError extends HelpThreadError {}
export class NotFoundError extends HelpThreadError {}
export class ConflictError extends HelpThreadError {}
export class InvalidRequestError extends HelpThreadError {}
export class RateLimitError extends HelpThreadError {}
export class ServerError extends HelpThreadError {}
export class UnexpectedAnswerError extends HelpThreadError {}
export class ConnectionError extends HelpThreadError {}
export class TimeoutError extends ConnectionError {}

name({
  AuthenticationError,
  PermissionError,
  NotFoundError,
  ConflictError,
  InvalidRequestError,
  RateLimitError,
  ServerError,
  UnexpectedAnswerError,
  ConnectionError,
  TimeoutError,
});

const BY_STATUS = { 401: AuthenticationError, 403: PermissionError, 404: NotFoundError, 409: ConflictError, 429: RateLimitError };

/**
 * The family of an answer's status.
 *
 * @param {number} status
 * @returns {typeof HelpThreadError}
 */
export function familyOf(status) {
  return BY_STATUS[status] ?? (status >= 500 ? ServerError : InvalidRequestError);
}
