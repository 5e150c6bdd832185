/** Who is signed in: asked from the cookie when the dashboard opens, then followed until the session ends. */
import { AuthMfaRequiredError } from '@bivelio/sdk';
import { useSyncExternalStore } from 'react';
import type { Environment } from './environment';
import { drop, forget, type Grant, hasEndedElsewhere, keep, KEPT_AS, onGrants, remembered, renew, visitor } from './tokens';

export const ROLES = ['viewer', 'member', 'admin', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export interface Person {
  id: string;
  email: string;
  organisation: string;
  role: Role;
}

/**
 * `unreachable`: nobody answered whether there is a session, which may well go on. `held` is whose session ended by itself while they were at a
 * page: it stays behind the sign-in, with what they had typed, until they come back or somebody else does.
 */
export type State =
  | { is: 'unknown' }
  | { is: 'unreachable'; error: unknown }
  | { is: 'out'; because?: 'ended' | 'left' | 'elsewhere'; held?: Person | undefined }
  | { is: 'in'; person: Person };

let state: State = { is: 'unknown' };
const listeners = new Set<(before: State) => void>();

onGrants((grant) => {
  if (!grant) become({ is: 'out', because: 'ended', held: personAt(state) });
  else if (state.is !== 'in' || !isSame(state.person, grant)) become({ is: 'in', person: personOf(grant) });
});

/** Another tab signs out or in, or finds the session ended: this one does the same. A page that comes back from the browser's memory looks again. */
function look(): void {
  const isKept = remembered().includes('live');
  if (state.is === 'in' && !isKept) {
    drop();
    become(hasEndedElsewhere() ? { is: 'out', because: 'ended', held: state.person } : { is: 'out', because: 'elsewhere' });
  } else if (state.is === 'out' && isKept) void resume();
}

/** Follow what the other tabs of this browser do, from now on. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key }) => (key === KEPT_AS || key === null) && look());
  addEventListener('pageshow', ({ persisted }) => persisted && look());
}

function become(next: State): void {
  const before = state;
  state = next;
  for (const tell of listeners) tell(before);
}

function personOf({ user, organisation, role }: Grant): Person {
  return { id: user.id, email: user.email, organisation, role: role as Role };
}

function isSame(person: Person, { user, organisation, role }: Grant): boolean {
  return person.id === user.id && person.organisation === organisation && person.role === role;
}

/** Call a function at each change, with the state before. Returns the function that ends it. */
export function onSession(tell: (before: State) => void): () => void {
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

/** Whose pages are shown, or stay behind the sign-in. */
export function personAt(now: State): Person | undefined {
  return now.is === 'in' ? now.person : now.is === 'out' ? now.held : undefined;
}

/** The person who is signed in. Only below the shell, which nobody else sees. */
export function usePerson(): Person {
  const person = personAt(useSession());
  if (!person) throw new Error('usePerson is for pages of people who are signed in');
  return person;
}

/** Whether a role includes another one. */
export function includes(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Go on with the session of this browser, if it has one. Only the API ends it, by a 401 (`tokens.ts`). */
export async function resume(): Promise<void> {
  if (!remembered().includes('live')) return become({ is: 'out' });
  if (!personAt(state)) become({ is: 'unknown' });
  try {
    await renew('live');
  } catch (error) {
    if (session().is === 'unknown') become({ is: 'unreachable', error });
  }
}

/** Show the sign-in in place of a server that does not answer; the session of the cookie is left as it is. */
export function enterAnew(): void {
  become({ is: 'out' });
}

/**
 * Sign in, to the organisation where the person was last or to another one. Returns nothing, or the challenge that a code of the second factor answers (`signInByCode`). Rejects with the
 * SDK's error.
 */
export async function signIn(email: string, password: string, stays: boolean, organisation?: string): Promise<string | undefined> {
  const to = organisation && { org_id: organisation };
  const asked = { grant_type: 'password', email, password, cookie: true, stay_signed_in: stays, ...to } as const;
  try {
    keep('live', await (await visitor('live')).auth.token(asked));
  } catch (error) {
    if (error instanceof AuthMfaRequiredError && error.challenge) return error.challenge;
    throw error;
  }
  return undefined;
}

/** Complete a sign-in by a code of the authenticator app or a recovery code. Rejects with the SDK's error. */
export async function signInByCode(challenge: string, code: string, stays: boolean): Promise<void> {
  const asked = { grant_type: 'mfa', challenge, code, cookie: true, stay_signed_in: stays } as const;
  keep('live', await (await visitor('live')).auth.token(asked));
}

/** End the sessions of both environments. The tokens are forgotten even when the API cannot be reached. */
export async function signOut(): Promise<void> {
  forget();
  become({ is: 'out', because: 'left' });
  const environments: Environment[] = ['live', 'sandbox'];
  await Promise.allSettled(environments.map(async (one) => (await visitor(one)).auth.logout({ cookie: true })));
}
