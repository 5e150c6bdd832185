/** Sends one request after the other, each tried again where that is safe. */
import { APIConnectionError, APITimeoutError, BiVelioError, UnexpectedResponseError, errorOf } from './errors.js';
import { pauseBeforeRetry, sleep } from './retries.js';
import type { Session } from './session.js';
import { type RequestOptions, type Settings, VERSION, defined, programOfHost, refuse } from './settings.js';
import { EventStream } from './streams.js';
import type { Operation } from './table.js';

export type Fields = Record<string, unknown>;

/** What came: the data, and the raw response, whose body has been read. */
export interface Answer<T> {
  data: T;
  response: Response;
  requestId: string | null;
}

const NOT_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** Send a request and return its answer. */
export async function send(
  settings: Settings,
  session: Session | undefined,
  operation: Operation,
  data: Fields,
  options: RequestOptions,
): Promise<Answer<unknown>> {
  const { maxRetries, retryDelay } = { ...settings, ...defined(options) };
  const request = requestOf(settings, operation, data, options);
  let isFresh = false;
  for (let attempt = 0; ; ) {
    const token = session && (await session.token(isFresh));
    const [name, value] = token ? ['Authorization', `Bearer ${token}`] : settings.credential;
    const guard = guarded(options.signal, request.timeout);
    try {
      return await exchange(settings, operation, { ...request, headers: { [name]: value, ...request.headers } }, guard);
    } catch (error) {
      if (session && !isFresh && (error as { code?: string }).code === 'AUTH_EXPIRED_TOKEN') {
        isFresh = true;
        continue;
      }
      const pause = attempt < maxRetries ? pauseBeforeRetry(error, operation, attempt, retryDelay) : undefined;
      if (pause === undefined) throw error;
      settings.log?.(`bivelio ${operation.path} again in ${Math.round(pause)} ms`);
      await sleep(pause, options.signal);
      attempt++;
    } finally {
      guard.rest();
    }
  }
}

interface Request {
  url: string;
  body: string;
  headers: Record<string, string>;
  isStream: boolean;
  signal: AbortSignal | undefined;
  timeout: number;
}

/** What is sent: the same text and the same Idempotency-Key in each attempt. */
function requestOf(settings: Settings, operation: Operation, data: Fields, options: RequestOptions): Request {
  const { [operation.query ?? '']: query, ...fields } = data;
  const language = options.language ?? settings.language;
  const program = programOfHost();
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    Accept: data['stream'] ? 'text/event-stream' : 'application/json',
    ...(program && { 'User-Agent': `bivelio-js/${VERSION} ${program}` }), // browsers have their own
    ...(language && { 'Accept-Language': language }),
    ...(operation.takesKey && { 'Idempotency-Key': checkedKey(options.idempotencyKey) }),
    ...settings.headers,
    ...options.headers,
  };
  let body = '';
  try {
    body = JSON.stringify(operation.isBare ? fields : { data: fields }, (name, value) =>
      typeof value === 'number' && !Number.isFinite(value) ? refuse(`${name} is ${value}`) : value,
    );
  } catch (error) {
    refuse(`The fields of ${operation.path} are not JSON: ${(error as Error).message}`);
  }
  const search = query === undefined ? '' : `?${operation.query}=${encodeURIComponent(String(query))}`;
  return {
    url: settings.baseUrl + operation.path + search,
    body,
    headers,
    isStream: !!data['stream'],
    signal: options.signal,
    timeout: options.timeout ?? settings.timeout,
  };
}

function checkedKey(key: string | undefined): string {
  // Not randomUUID: browsers have that on pages of https alone.
  if (key === undefined) return hex(crypto.getRandomValues(new Uint8Array(16)));
  return /^[ -~]{1,255}$/.test(key) ? key : refuse('idempotencyKey must be 1 to 255 printable characters of ASCII.');
}

/** Return bytes as hexadecimal text. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A signal that fires after a time or with another signal. */
export interface Guard {
  signal: AbortSignal;
  /** Start the time anew. */
  wake: () => void;
  /** Stop the time and forget the other signal. */
  rest: () => void;
}

export function guarded(outer: AbortSignal | undefined, timeout: number): Guard {
  const controller = new AbortController();
  const stop = () => controller.abort(outer!.reason);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const guard: Guard = {
    signal: controller.signal,
    wake() {
      clearTimeout(timer);
      // A longer one would be none: timers take 31 bits.
      const most = Math.min(timeout, 2 ** 31 - 1);
      timer = setTimeout(() => controller.abort(new APITimeoutError(`No answer within ${timeout} ms.`)), most);
    },
    rest() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop);
  guard.wake();
  return guard;
}

async function exchange(settings: Settings, operation: Operation, request: Request, guard: Guard): Promise<Answer<unknown>> {
  const { fetch } = settings; // called without an object: browsers refuse it as a method
  const start = Date.now();
  let outcome = 'no answer';
  try {
    const { signal } = guard;
    const { url, body, headers } = request;
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    const requestId = response.headers.get('x-request-id');
    outcome = `${response.status} ${requestId ?? ''}`;
    if (response.ok && request.isStream && /event-stream/.test(response.headers.get('content-type') ?? '')) {
      const idle = () => guarded(request.signal, request.timeout);
      return { data: new EventStream(response, idle), response, requestId };
    }
    return { data: read(response, await response.text(), operation.isBare), response, requestId };
  } catch (error) {
    throw connectionError(error, request.url, guard.signal);
  } finally {
    settings.log?.(`bivelio ${operation.path} ${outcome} in ${Date.now() - start} ms`);
  }
}

/** Return what to throw for what `fetch` threw: our own errors and the reason of the caller's signal as they are. */
export function connectionError(error: unknown, url: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof BiVelioError) return error;
  const { code = '', message } = ((error as Error).cause ?? error) as { code?: string; message?: string };
  const reason = code || message;
  return new APIConnectionError(
    `No answer from ${url.split('?')[0]}: ${reason}. Check the network and baseUrl.`,
    !NOT_SENT.test(code),
    error,
  );
}

function read(response: Response, text: string, isBare: boolean): unknown {
  let body: Fields | null = null;
  try {
    body = JSON.parse(text) as Fields | null;
  } catch {
    // told below
  }
  const error = body?.['error'] as { code?: string } | undefined;
  if (!response.ok && typeof error?.code === 'string') throw errorOf(response.status, error as never, response);
  if (response.ok && body && typeof body === 'object' && (isBare || 'data' in body)) return isBare ? body : body['data'];
  throw new UnexpectedResponseError(
    `What ${response.url || 'the address'} answered (${response.status}) is not BiVelio's: "${text.slice(0, 120)}". Check baseUrl.`,
    response.status,
    response,
  );
}
