/**
 * All errors that the client throws.
 *
 * BiVelioError
 * ├── ConfigurationError        no key, a wrong address, an unknown option: nothing was sent
 * ├── APIConnectionError        no answer came
 * │   └── APITimeoutError       not within the timeout
 * ├── UnexpectedResponseError   what came is not an answer of the API: HTML, half a body
 * ├── WaitTimeoutError          what was waited for goes on
 * ├── WebhookVerificationError  a delivery that is not ours, or too old
 * └── APIError                  the API answered with an error; below it, a class for each status and for each code
 *
 * Names are texts, not those of the classes: a minifier changes the latter. An error is made as one of its status; it is
 * `instanceof` the class of its code as well, by comparison, so that an application bundles only the classes it names.
 */
export class BiVelioError extends Error {
  override name = 'BiVelioError';
}

/** The client cannot be used as it was made or called. The message says what to do. */
export class ConfigurationError extends BiVelioError {
  override name = 'ConfigurationError';
}

/** The body is not from BiVelio, was changed, or is older than the tolerance. */
export class WebhookVerificationError extends BiVelioError {
  override name = 'WebhookVerificationError';
}

/** What was waited for goes on after the longest wait; `instance` is its last state. */
export class WaitTimeoutError extends BiVelioError {
  override name = 'WaitTimeoutError';

  constructor(
    message: string,
    readonly instance: unknown,
  ) {
    super(message);
  }
}

/** No answer came. `wasSent` is false when the request certainly did not reach the API. */
export class APIConnectionError extends BiVelioError {
  override name = 'APIConnectionError';

  constructor(
    message: string,
    readonly wasSent = true,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** No answer came within the timeout. */
export class APITimeoutError extends APIConnectionError {
  override name = 'APITimeoutError';
}

/** What came is not an answer of the API. Its body has been read. */
export class UnexpectedResponseError extends BiVelioError {
  override name = 'UnexpectedResponseError';

  constructor(
    message: string,
    readonly status: number,
    readonly response: Response,
  ) {
    super(message);
  }
}

/** One thing that is wrong with a request. */
export interface FieldError {
  /** A path inside the request: `line_items[0].quantity`. */
  field?: string;
  constraint?: string;
  message?: string;
  [more: string]: unknown;
}

/** The `error` of an answer, as it came. */
export interface ErrorBody {
  code: string;
  message?: string;
  details?: Record<string, unknown>;
  request_id?: string;
  doc_url?: string;
  remedy?: string;
  retryable?: boolean;
  retry_after?: number;
}

/** The API answered with an error. `code` is the contract; `message` is for a person, in the client's language. */
export class APIError extends BiVelioError {
  /** @internal Classes of codes have a static `code`: theirs are all errors with it. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    const { code } = Object.hasOwn(this, 'code') ? (this as { code?: string }) : {};
    return code ? isAnswered(error) && error.code === code : isOf(this, error);
  }

  readonly code: string;
  readonly details: Record<string, unknown>;
  /** Name it to support. */
  readonly requestId: string | undefined;
  /** Where it is explained. */
  readonly docUrl: string | undefined;
  /** What to do now. */
  readonly remedy: string | undefined;
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
  /** Seconds to wait before trying again, when the API said it. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly status: number,
    body: ErrorBody,
    readonly response?: Response,
  ) {
    super(body.message);
    // Printed, an error shows what it is made of: a response would fill the screen.
    Object.defineProperty(this, 'response', { enumerable: false });
    this.code = body.code;
    this.name = className(body.code);
    this.details = body.details ?? {};
    this.requestId = body.request_id;
    this.docUrl = body.doc_url;
    this.remedy = body.remedy;
    this.retryable = !!body.retryable;
    this.retryAfter = body.retry_after;
    // Engines write the stack when an error is made, with the message alone: a crash shall say what to do.
    this.stack = this.stack?.replace(/^.*/, () => this.toString());
  }

  /** `404 CONTACT_NOT_FOUND: ... (request req_...). ...`: the code, the message, the id of the request and the remedy. */
  override toString(): string {
    const request = this.requestId ? ` (request ${this.requestId})` : '';
    return `${this.status} ${this.code}: ${this.message}${request}${this.remedy ? `\n  ${this.remedy}` : ''}`;
  }

  /** The first field that is wrong, as a path inside the request: `line_items[0].quantity`. */
  get field(): string | undefined {
    return this.details['field'] as string | undefined;
  }

  /** Of AUTH_MFA_REQUIRED: what goes to `auth.token({ grant_type: 'mfa', challenge, code })` with the code. */
  get challenge(): string | undefined {
    return this.details['challenge'] as string | undefined;
  }

  /** All that is wrong with the request. */
  get errors(): FieldError[] {
    return (this.details['errors'] ?? []) as FieldError[];
  }
}

// Outside of the class: a bundler renames a class that names itself.
function isOf(kind: Function, error: unknown): boolean {
  return Function.prototype[Symbol.hasInstance].call(kind, error);
}

function isAnswered(error: unknown): error is APIError {
  return isOf(APIError, error);
}

/** Return the name of a code's class: `RateLimitError` of `RATE_LIMIT_EXCEEDED`. New codes have a name as well. */
function className(code: string): string {
  const words = code.replace(/_(ERROR|EXCEEDED)$/, '').split('_');
  return words.map((word) => word[0] + word.slice(1).toLowerCase()).join('') + 'Error';
}

/** 400: the request is malformed. */
export class BadRequestError extends APIError {}
/** 401: the key or the token is absent, unknown, expired or of the other environment. */
export class AuthenticationError extends APIError {}
/** 403: the credential does not allow it. */
export class PermissionDeniedError extends APIError {}
/** 404: there is no such thing, or no such path. */
export class NotFoundError extends APIError {}
/** 409: the state does not allow it. */
export class ConflictStatusError extends APIError {}
/** 422: well-formed, and still not possible. */
export class UnprocessableError extends APIError {}
/** 429: too many requests. */
export class TooManyRequestsError extends APIError {}
/** 500 and above: a fault on the side of the API. */
export class ServerError extends APIError {}

const BY_STATUS: Record<number, typeof APIError> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictStatusError,
  422: UnprocessableError,
  429: TooManyRequestsError,
};

/** @internal Return the error of an answer, as one of its status. */
export function errorOf(status: number, body: ErrorBody, response?: Response): APIError {
  return new (BY_STATUS[status] ?? (status >= 500 ? ServerError : APIError))(status, body, response);
}
