/**
 * Which failures are tried again, and after how long.
 *
 * | failure | again |
 * |---|---|
 * | no connection | always |
 * | lost connection, timeout, half a body | when the operation is repeatable: it reads, or carries an Idempotency-Key |
 * | 408, 429, 409 IDEMPOTENCY_CONFLICT (the first try is still under way) | always |
 * | 5xx that says `retryable`, or that is not the API's (a proxy's page) | when the operation is repeatable |
 */
import { APIConnectionError, APIError, UnexpectedResponseError } from './errors.js';
import type { Operation } from './table.js';

const LONGEST_WAIT = 60_000;

type Repeatable = Pick<Operation, 'isRepeatable'>;

/** Return how many milliseconds to wait before the next attempt, undefined when there is none. The first one is 0. */
export function pauseBeforeRetry(
  error: unknown,
  operation: Repeatable,
  attempt: number,
  first: number,
  longest = 8_000,
): number | undefined {
  if (!isTemporary(error, operation)) return undefined;
  const backoff = Math.min(first * 2 ** attempt, longest);
  const asked = retryAfter(error);
  if (asked === undefined) return backoff * (0.5 + Math.random() / 2);
  return asked > LONGEST_WAIT ? undefined : asked + (backoff * Math.random()) / 2;
}

function isTemporary(error: unknown, { isRepeatable }: Repeatable): boolean {
  if (error instanceof APIConnectionError) return isRepeatable || !error.wasSent;
  if (!(error instanceof APIError || error instanceof UnexpectedResponseError)) return false;
  const { status } = error;
  if (status === 408 || status === 429) return true;
  if (error instanceof APIError) {
    return error.code === 'IDEMPOTENCY_CONFLICT' || (status >= 500 && error.retryable && isRepeatable);
  }
  const isCutOff = error.response.ok && /json/.test(error.response.headers.get('content-type') ?? '');
  return (status >= 500 || isCutOff) && isRepeatable;
}

function retryAfter(error: unknown): number | undefined {
  const { retryAfter: seconds, response } = error as APIError;
  if (seconds !== undefined) return seconds * 1000;
  const asked = response?.headers.get('retry-after');
  if (!asked) return undefined;
  const wait = /^\d+$/.test(asked) ? +asked * 1000 : Date.parse(asked) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** Wait, or be rejected with the reason of a signal. */
export function sleep(milliseconds: number, signal?: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
