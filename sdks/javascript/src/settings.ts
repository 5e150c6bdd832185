/** The options of a client, read and checked. */
import { ConfigurationError } from './errors.js';

export const VERSION = '1.0.0';

/** What every request may have as well as a client. */
export interface SharedOptions {
  /** Milliseconds that an answer may take; by default 70,000. */
  timeout?: number | undefined;
  /** How many times a request is sent again after a failure that may pass; by default 2. */
  maxRetries?: number | undefined;
  /** Milliseconds before the first retry, by default 500; each one waits twice as long, chance takes up to half away. */
  retryDelay?: number | undefined;
  /** The language of messages: `ca` (default), `es` or `en`. */
  language?: 'ca' | 'es' | 'en' | undefined;
  /** Headers of your own. */
  headers?: Record<string, string> | undefined;
}

/** A user to sign in. The access token is got when it is needed, and refreshed in time. */
export interface SignIn {
  email?: string | undefined;
  password?: string | undefined;
  /** For a user of several organisations; the last one by default. */
  orgId?: string | undefined;
  /** Instead of the password: that of an earlier session. It works once. */
  refreshToken?: string | undefined;
  /** Asks the user for the code of the second factor; called only where `/auth/token` asks for one. */
  code?: (() => string | Promise<string>) | undefined;
  /** Called with the tokens each time that they change: keep the refresh token where only you can read it. */
  onTokens?: ((tokens: { access_token: string; refresh_token: string; expires_in: number }) => void) | undefined;
}

export interface ClientOptions extends SharedOptions {
  /** A key; by default that of the environment variable BIVELIO_API_KEY. A test key goes to the sandbox. */
  apiKey?: string | undefined;
  /** Instead of a key, the access token of a user (`auth.token`), which is not refreshed. */
  accessToken?: string | undefined;
  /** Besides a key, a user to sign in. */
  signIn?: SignIn | undefined;
  /** By default BIVELIO_BASE_URL or https://api.bivelio.com/v1; `http://localhost:8080/v1` locally. */
  baseUrl?: string | undefined;
  /** A `fetch` of your own: proxies, tests. */
  fetch?: typeof fetch | undefined;
  /** Where lines about calls go: never keys or bodies. By default the console when BIVELIO_LOG is `debug`. */
  log?: ((line: string) => void) | undefined;
  /** Take a live secret key in a browser, where everybody who opens the page can read it. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

export interface RequestOptions extends SharedOptions {
  /** The same key has its effect once; each call makes its own by default. */
  idempotencyKey?: string | undefined;
  /** Stops the call, and its waiting for a retry; the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export const SHARED = ['timeout', 'maxRetries', 'retryDelay', 'language', 'headers'];
export const OF_REQUESTS = [...SHARED, 'idempotencyKey', 'signal'];
const OF_CLIENTS = [...SHARED, 'apiKey', 'accessToken', 'signIn', 'baseUrl', 'fetch', 'log', 'dangerouslyAllowBrowser'];
const OF_SIGN_IN = ['email', 'password', 'orgId', 'refreshToken', 'code', 'onTokens'];

type Given<T> = { [name in keyof T]-?: Exclude<T[name], undefined> };

export interface Settings extends Given<Omit<SharedOptions, 'language'>> {
  baseUrl: string;
  /** The header that carries the key: its name and its value. */
  credential: [string, string];
  language: string | undefined;
  fetch: typeof fetch;
  log: ((line: string) => void) | undefined;
}

/** Return the options that have a value: `undefined` means the default. */
export function defined<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

/** Throw a ConfigurationError. */
export function refuse(message: string): never {
  throw new ConfigurationError(message);
}

/** Refuse options that there are not, and those whose value cannot be. */
export function check(options: object, known: string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      const plain = (text: string) => text.replace(/[_-]/g, '').toLowerCase();
      const near = known.find((one) => plain(one) === plain(name));
      refuse(`There is no option "${name}": ` + (near ? `write "${near}".` : `there are ${known.join(', ')}.`));
    }
    try {
      if (name === 'headers') new Headers(value);
      const least = { timeout: 1, maxRetries: 0, retryDelay: 0 }[name];
      if (value === undefined || (least === undefined ? name !== 'language' || /^(ca|es|en)$/.test(value) : value >= least)) {
        continue;
      }
    } catch {
      // such headers cannot be sent
    }
    refuse(`The option "${name}" cannot be ${JSON.stringify(value)}.`);
  }
}

/** Return the settings of a new client, from its options and the environment. */
export function settingsOf(options: ClientOptions): Settings {
  check(options, OF_CLIENTS);
  const { apiKey, accessToken, signIn } = options;
  if (signIn) {
    check(signIn, OF_SIGN_IN);
    if (!signIn.refreshToken && !(signIn.email && signIn.password)) {
      refuse('signIn needs an email and a password, or a refreshToken.');
    }
  }
  if (accessToken && (apiKey || signIn)) {
    refuse('Give apiKey (and signIn) or accessToken, not both.');
  }
  const key = accessToken ? '' : checkedKey(apiKey ?? environment('BIVELIO_API_KEY'), !!options.dangerouslyAllowBrowser);
  const ownFetch = options.fetch ?? globalThis.fetch;
  if (!ownFetch) refuse('There is no fetch here: use Node 20, or pass fetch.');
  return {
    baseUrl: address(options.baseUrl ?? environment('BIVELIO_BASE_URL'), key.startsWith('bv_test_')),
    credential: accessToken ? ['Authorization', `Bearer ${clean(accessToken, 'accessToken')}`] : ['X-API-Key', key],
    timeout: options.timeout ?? 70_000,
    maxRetries: options.maxRetries ?? 2,
    retryDelay: options.retryDelay ?? 500,
    language: options.language,
    headers: options.headers ?? {},
    fetch: ownFetch,
    // To stderr: stdout is for what the program itself says.
    log: options.log ?? (environment('BIVELIO_LOG') === 'debug' ? (line) => console.error(line) : undefined),
  };
}

function environment(name: string): string | undefined {
  try {
    return processOfHost()?.env?.[name] || undefined;
  } catch {
    return undefined; // Deno without the permission to read it
  }
}

type Texts = Record<string, string | undefined>;

/** Return the program that we run in, and its version: `node/24.1.0`; undefined in browsers. */
export function programOfHost(): string | undefined {
  const versions = processOfHost()?.versions;
  const name = versions && ['bun', 'deno', 'node'].find((one) => versions[one]);
  return name && `${name}/${versions[name]}`;
}

/** What Node, Bun and Deno call `process`; browsers and some workers have none. It is no global of who uses us. */
function processOfHost(): { env?: Texts; versions?: Texts } | undefined {
  return (globalThis as { process?: ReturnType<typeof processOfHost> }).process;
}

function checkedKey(given: string | undefined, isAllowedInBrowsers: boolean): string {
  if (!given) {
    return refuse('There is no API key: pass new BiVelio({ apiKey }) or set BIVELIO_API_KEY.');
  }
  const key = clean(given, 'apiKey');
  if (!/^bv_(live|test)_/.test(key) || key.endsWith('...')) {
    refuse('The API key is an example, or does not begin with bv_live_ or bv_test_: put yours there.');
  }
  if (key.startsWith('bv_live_sk_') && isBrowser() && !isAllowedInBrowsers) {
    refuse(
      'Every visitor can read a live secret key in a browser: use a publishable key (bv_live_pk_...), ' +
        'call from your server, or set dangerouslyAllowBrowser.',
    );
  }
  return key;
}

/** Pages have a document, their workers importScripts; Node, Deno, Bun and workers of clouds have neither. */
function isBrowser(): boolean {
  return 'document' in globalThis || 'importScripts' in globalThis;
}

function clean(secret: unknown, option: string): string {
  const text = typeof secret === 'string' ? secret.trim() : '';
  return /^[!-~]+$/.test(text) ? text : refuse(`${option} must be text without spaces and accents: copy it again.`);
}

/** Return where requests go: a test key to the sandbox by itself, on the local runtime as well. */
function address(given: string | undefined, isTest: boolean): string {
  if (given === undefined) return `https://${isTest ? 'sandbox.' : ''}api.bivelio.com/v1`;
  let url: URL | undefined;
  try {
    url = new URL(given);
  } catch {
    // refused below
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    return refuse(`baseUrl must be like https://api.bivelio.com/v1 or http://localhost:8080/v1, not "${given}".`);
  }
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  const path = url.pathname.replace(/\/+$/, '') || '/v1';
  return url.origin + (isTest && isLocal && path === '/v1' ? '/sandbox/v1' : path);
}
