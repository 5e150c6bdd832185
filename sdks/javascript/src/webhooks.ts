/** Verifies deliveries of webhooks, and signs them for tests, with Web Crypto: it runs where `fetch` runs. */
import { WebhookVerificationError } from './errors.js';
import { base64 } from './files.js';
import { hex } from './sending.js';
import type { AnyEvent } from './types.js';

export { WebhookVerificationError } from './errors.js';
export type * from './types.js';

/** Headers as `fetch` has them, or an object such as Node's `request.headers`. */
export type HeadersLike = Headers | Record<string, string | string[] | undefined>;

export interface VerifyOptions {
  /** Seconds that a delivery may be old, or early; by default 300. */
  tolerance?: number | undefined;
}

/**
 * Return the event of a delivery, after its signature and its time have been verified: that of Standard Webhooks
 * (`webhook-signature`) where it is there, else `X-BiVelio-Signature`.
 *
 * `body` is what came, unparsed: text or bytes. Throws WebhookVerificationError.
 */
export async function verify(
  body: string | Uint8Array<ArrayBufferLike> | ArrayBuffer,
  headers: HeadersLike,
  secret: string,
  { tolerance = 300 }: VerifyOptions = {},
): Promise<AnyEvent> {
  if (!secret) fail('There is no secret: it is the signing_secret of webhooks.create.');
  const isText = typeof body === 'string';
  if (!isText && !(body instanceof Uint8Array) && !(body instanceof ArrayBuffer)) {
    fail('The body must be the text or the bytes as they came, not the parsed JSON.');
  }
  const bytes = isText ? encode(body) : new Uint8Array(body);
  const read = reader(headers);
  const standard = read('webhook-signature');
  let time: number;
  if (standard) {
    const stamp = read('webhook-timestamp') ?? '';
    time = /^\d+$/.test(stamp) ? +stamp : fail('The header webhook-timestamp is absent or no number.');
    const given = standard.split(' ').filter((one) => one.startsWith('v1,'));
    const signed = joined(encode(`${read('webhook-id') ?? ''}.${stamp}.`), bytes);
    await match(standardKey(secret), signed, given.map((one) => one.slice(3)), fromBase64);
  } else {
    const given = [read('x-bivelio-signature'), read('x-bivelio-signature-next')].filter((one) => one !== undefined);
    if (!given.length) fail('There is no signature: neither webhook-signature nor X-BiVelio-Signature.');
    await match(encode(secret), bytes, given, fromHex);
    time = Date.parse(parsed(bytes).timestamp) / 1000;
  }
  if (!(Math.abs(Date.now() / 1000 - time) <= tolerance)) {
    fail(`The delivery is not from the last ${tolerance} seconds: it is repeated by somebody, or a clock is wrong.`);
  }
  return parsed(bytes);
}

export interface SignOptions {
  /** The id of the event, which is the same in each attempt. */
  eventId: string;
  /** The Unix time in seconds; by default now. */
  moment?: number | undefined;
}

/** Return the headers of a delivery with this body, as the platform signs it: for tests of a receiver. */
export async function sign(
  body: string | Uint8Array<ArrayBufferLike>,
  secret: string,
  { eventId, moment = Math.floor(Date.now() / 1000) }: SignOptions,
): Promise<Record<string, string>> {
  const bytes = typeof body === 'string' ? encode(body) : new Uint8Array(body);
  const standard = await hmac(standardKey(secret), joined(encode(`${eventId}.${moment}.`), bytes));
  return {
    'Content-Type': 'application/json',
    'webhook-id': eventId,
    'webhook-timestamp': String(moment),
    'webhook-signature': `v1,${base64(standard)}`,
    'X-BiVelio-Signature': hex(await hmac(encode(secret), bytes)),
  };
}

async function hmac(key: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { subtle } = crypto;
  const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, signed));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function fail(message: string): never {
  throw new WebhookVerificationError(message);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function reader(headers: HeadersLike): (name: string) => string | undefined {
  if (typeof headers.get === 'function') return (name) => (headers as Headers).get(name) ?? undefined;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = lower[name] as string | string[] | undefined;
    return Array.isArray(value) ? value[0] : value;
  };
}

async function match(
  key: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
  given: string[],
  decode: (text: string) => Uint8Array<ArrayBuffer> | undefined,
): Promise<void> {
  const { subtle } = crypto;
  const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  for (const text of given) {
    const signature = decode(text);
    // It compares in a time that tells nothing about the right one.
    if (signature && (await subtle.verify('HMAC', imported, signature, signed))) return;
  }
  fail('The signature does not match: check the secret, and that the body is the bytes as they came.');
}

/** The key of Standard Webhooks: decoded base64, or the text of a secret of one's own that is not base64. */
function standardKey(secret: string): Uint8Array<ArrayBuffer> {
  const decoded = fromBase64(secret.replace(/^whsec_/, ''));
  return decoded?.length ? decoded : encode(secret);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^([0-9a-f]{2})+$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g)!, (pair) => parseInt(pair, 16));
}

function parsed(body: Uint8Array): AnyEvent {
  let event: AnyEvent | null = null;
  try {
    event = JSON.parse(new TextDecoder().decode(body)) as AnyEvent | null;
  } catch {
    // told below
  }
  return event && typeof event === 'object' ? event : fail('The body is not a JSON object.');
}
