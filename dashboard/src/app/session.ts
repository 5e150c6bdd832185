/**
 * Who is signed in, and the access tokens: in memory alone, so that no script of another page or later visit finds them.
 *
 * A session of the API belongs to one environment, so a person who signs in gets two. `fetchOf` returns the `fetch` that
 * the SDK sends with: it adds the token, gets a new one when it expires, and once for all requests that wait for it.
 */
import { APIError, BiVelio, type Tokens } from '@bivelio/sdk';
import { useSyncExternalStore } from 'react';
import { config } from './config';
import { apiUrl, type Environment } from './environment';
import { language } from './language';

export const ROLES = ['viewer', 'member', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export interface Person {
  id: string;
  email: string;
  organisation: string;
  role: Role;
}

export type State = { is: 'out'; because?: 'ended' | 'left' } | { is: 'in'; person: Person };

/** The SDK wants a credential; this stands for the token that `fetchOf` puts in its place. */
export const PLACEHOLDER = 'token-of-the-session';
const MARGIN = 30_000;

interface Grant {
  token: string;
  refresh: string;
  expires: number;
}

let state: State = { is: 'out' };
const grants = new Map<Environment, Grant>();
const renewals = new Map<Environment, Promise<string>>();
const listeners = new Set<() => void>();

function become(next: State): void {
  state = next;
  if (next.is === 'out') grants.clear();
  listeners.forEach((tell) => tell());
}

/** Call a function at each sign-in and sign-out. Returns the function that ends it. */
export function onSession(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** The state of the session now. */
export function session(): State {
  return state;
}

/** The state of the session; the component is drawn again when it changes. */
export function useSession(): State {
  return useSyncExternalStore(onSession, session);
}

/** The person who is signed in. Only below the shell, which nobody else sees. */
export function usePerson(): Person {
  const now = useSession();
  if (now.is !== 'in') throw new Error('usePerson is for pages of people who are signed in');
  return now.person;
}

/** Whether a role includes another one. */
export function includes(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Sign in to both environments. Rejects with the SDK's error. */
export async function signIn(email: string, password: string, organisation?: string): Promise<void> {
  const asked = { grant_type: 'password', email, password, ...(organisation && { org_id: organisation }) } as const;
  const live = await (await visitor('live')).auth.token(asked);
  const { person, ...grant } = read(live);
  const sandbox = read(await (await visitor('sandbox')).auth.token({ ...asked, org_id: person.organisation }));
  grants.set('live', grant);
  grants.set('sandbox', sandbox);
  become({ is: 'in', person });
}

/** End both sessions. The tokens are forgotten even when the API cannot be reached. */
export async function signOut(): Promise<void> {
  const ending = Array.from(grants, async ([environment, { refresh }]) =>
    (await visitor(environment)).auth.logout({ refresh_token: refresh }),
  );
  become({ is: 'out', because: 'left' });
  await Promise.allSettled(ending);
}

/** Return the `fetch` for requests of the person who is signed in, to one environment. */
export function fetchOf(environment: Environment): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (headers.get('Authorization') !== `Bearer ${PLACEHOLDER}`) return fetch(input, init); // files: without a credential
    const send = (token: string) => {
      headers.set('Authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    };
    const response = await send(await token(environment));
    if (response.status !== 401) return response;
    const code = await codeOf(response);
    if (code === 'AUTH_EXPIRED_TOKEN') return send(await renew(environment));
    if (code === 'AUTH_INVALID_TOKEN') become({ is: 'out', because: 'ended' });
    return response;
  };
}

async function codeOf(response: Response): Promise<unknown> {
  try {
    return ((await response.clone().json()) as { error?: { code?: unknown } }).error?.code;
  } catch {
    return undefined; // not JSON: the SDK says so
  }
}

function token(environment: Environment): Promise<string> | string {
  const grant = grants.get(environment);
  return grant && Date.now() < grant.expires ? grant.token : renew(environment);
}

function renew(environment: Environment): Promise<string> {
  let pending = renewals.get(environment);
  if (!pending) {
    pending = refresh(environment).finally(() => renewals.delete(environment));
    renewals.set(environment, pending);
  }
  return pending;
}

async function refresh(environment: Environment): Promise<string> {
  const refresh_token = grants.get(environment)?.refresh;
  try {
    if (!refresh_token) throw new Error('nobody is signed in');
    const grant = read(await (await visitor(environment)).auth.token({ grant_type: 'refresh_token', refresh_token }));
    grants.set(environment, grant);
    return grant.token;
  } catch (error) {
    if (!refresh_token || (error instanceof APIError && error.status === 401)) become({ is: 'out', because: 'ended' });
    throw error;
  }
}

/** The client of somebody who is not signed in yet. */
async function visitor(environment: Environment): Promise<BiVelio> {
  const { publishable_keys } = await config();
  return new BiVelio({ apiKey: publishable_keys[environment], baseUrl: apiUrl(environment), language: language() });
}

function read(tokens: Tokens): Grant & { person: Person } {
  const { org_id, role } = JSON.parse(decoded(tokens.access_token.split('.')[1] ?? '')) as { org_id: string; role: Role };
  return {
    token: tokens.access_token,
    refresh: tokens.refresh_token,
    expires: Date.now() + tokens.expires_in * 1000 - MARGIN,
    person: { id: tokens.user.id, email: tokens.user.email, organisation: org_id, role },
  };
}

/** The text of base64url. What it says is shown, never trusted: the API decides. */
function decoded(part: string): string {
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
