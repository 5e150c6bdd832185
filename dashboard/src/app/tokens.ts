/**
 * The access tokens, one for each environment: in memory alone, so that no later visit and no other page finds them.
 *
 * The refresh token is a cookie that no script can read (ADR 44). Each environment has a session of its own: that of the
 * other one is begun from the one there is, by `/auth/switch`, when it is needed first.
 */
import { APIError, BiVelio } from '@bivelio/sdk';
import { config } from './config';
import { heardFetch } from './connection';
import { apiUrl, type Environment } from './environment';
import { language } from './language';

export interface Grant {
  token: string;
  /** When to renew it, in milliseconds: a little before it expires. */
  expires: number;
  user: { id: string; email: string };
  organisation: string;
  role: string;
}

/** What the API says of a refusal. */
type Refusal = ConstructorParameters<typeof APIError>[1];

type Answer = { access_token: string; expires_in: number; user: { id: string; email: string } };

/** The SDK wants a credential; this stands for the token that `fetchOf` puts in its place. */
export const PLACEHOLDER = 'token-of-the-session';
const MARGIN = 30_000;
/** Where this browser's tabs tell one another which sessions there are. */
export const KEPT_AS = 'sessions';
const ENDED = 'ended';

const grants = new Map<Environment, Grant>();
const renewals = new Map<Environment, Promise<Grant>>();
let onChange: (grant: Grant | undefined) => void = () => undefined;
/** What the API said when it ended the session. Until somebody signs in, nothing is asked in vain. */
let ended: unknown;

/** Call a function with each new grant, and with `undefined` when the session has ended. */
export function onGrants(tell: typeof onChange): void {
  onChange = tell;
}

/** Keep what a sign-in or a switch answered. */
export function keep(environment: Environment, answer: Answer): Grant {
  const { org_id: organisation, role } = claimsOf(answer.access_token);
  const expires = Date.now() + answer.expires_in * 1000 - MARGIN;
  const grant = { token: answer.access_token, expires, user: answer.user, organisation, role };
  for (const [other, { organisation: before }] of grants) if (before !== organisation) grants.delete(other);
  grants.set(environment, grant);
  ended = undefined;
  remember(new Set([...remembered(), environment]));
  onChange(grant);
  return grant;
}

/** Forget all tokens, in the other tabs too. */
export function forget(): void {
  drop();
  remember([]);
}

/** Drop the tokens of this tab. */
export function drop(): void {
  grants.clear();
}

/** The environments that this browser has a session of, as far as it is known: no secret, but it saves asking in vain. */
export function remembered(): Environment[] {
  try {
    return (localStorage.getItem(KEPT_AS)?.split(' ') ?? []).filter((word) => word !== ENDED) as Environment[];
  } catch {
    return ['live', 'sandbox']; // storage is switched off: ask
  }
}

/** Whether another tab has found that the session ended by itself: nobody has signed out. */
export function hasEndedElsewhere(): boolean {
  return localStorage.getItem(KEPT_AS) === ENDED;
}

function remember(words: Iterable<Environment | typeof ENDED>): void {
  try {
    localStorage.setItem(KEPT_AS, Array.from(words).join(' '));
  } catch {
    // storage is switched off: asked each time
  }
}

/** The client of somebody who has no access token: for signing in, refreshing and signing out. */
export async function visitor(environment: Environment): Promise<BiVelio> {
  const { publishable_keys } = await config();
  return new BiVelio({ apiKey: publishable_keys[environment], baseUrl: apiUrl(environment), fetch: heardFetch, language: language() });
}

/** Return the `fetch` for requests of the person who is signed in, to one environment; they go by `through`. */
export function fetchOf(environment: Environment, through: typeof fetch = heardFetch): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (headers.get('Authorization') !== `Bearer ${PLACEHOLDER}`) return through(input, init); // files: without a credential
    const send = ({ token }: Grant) => {
      headers.set('Authorization', `Bearer ${token}`);
      return through(input, { ...init, headers });
    };
    const grant = grants.get(environment);
    const response = await send(grant && Date.now() < grant.expires ? grant : await renew(environment));
    if (response.status !== 401) return response;
    const error = await errorOf(response);
    if (error?.code === 'AUTH_EXPIRED_TOKEN') return send(await renew(environment));
    if (error?.code === 'AUTH_INVALID_TOKEN') end(new APIError(401, error));
    return response;
  };
}

/** Get a new token, once for all who wait for it, in this tab and the others: the cookie works once. */
export function renew(environment: Environment): Promise<Grant> {
  let pending = renewals.get(environment);
  if (!pending) {
    const work = () => renewed(environment);
    const locked = 'locks' in navigator ? navigator.locks.request(`bivelio ${environment}`, work) : work();
    pending = Promise.resolve(locked).finally(() => renewals.delete(environment));
    renewals.set(environment, pending);
  }
  return pending;
}

async function renewed(environment: Environment): Promise<Grant> {
  if (ended && !remembered().length) throw ended;
  const [other] = Array.from(grants).find(([one]) => one !== environment) ?? [];
  const wanted = (grants.get(environment) ?? (other && grants.get(other)))?.organisation;
  if (other && !remembered().includes(environment)) return keep(environment, await switched(other, environment));
  try {
    const answer = await (await visitor(environment)).auth.token({ grant_type: 'refresh_token', cookie: true });
    const isOurs = !other || claimsOf(answer.access_token).org_id === wanted;
    if (isOurs) return keep(environment, answer);
  } catch (error) {
    if (!isRefused(error)) throw error;
    grants.delete(environment); // so that the other one, which may have ended too, does not wait for this one
    if (!other) {
      end(error);
      throw error;
    }
  }
  return keep(environment, await switched(other, environment));
}

/** Begin the session of an environment from that of the other one. */
function switched(from: Environment, environment: Environment): Promise<Answer> {
  const options = { accessToken: PLACEHOLDER, baseUrl: apiUrl(from), fetch: fetchOf(from), language: language() };
  return new BiVelio(options).auth.switch({ environment, cookie: true });
}

function isRefused(error: unknown): boolean {
  return error instanceof APIError && error.status === 401;
}

function end(error: unknown): void {
  drop();
  remember([ENDED]);
  ended = error;
  onChange(undefined);
}

async function errorOf(response: Response): Promise<Refusal | undefined> {
  try {
    return ((await response.clone().json()) as { error?: Refusal }).error;
  } catch {
    return undefined; // not JSON: the SDK says so
  }
}

/** What a token says of itself. It is shown, never trusted: the API decides. */
function claimsOf(token: string): { org_id: string; role: string } {
  const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(part), (one) => one.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as { org_id: string; role: string };
}
