/**
 * What was typed and is not sent, for as long as this tab is open: it is there again when one comes back to it, and when the page
 * is loaded anew. It is the person's own, in one organisation and environment, and is forgotten when they sign out.
 *
 *     const unsent = useUnsent<Values>('reply');
 *     const form = useForm(unsent.of(contact) ?? EMPTY, ...);    unsent.keep(contact, values);
 */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type Environment, useEnvironment } from './environment';
import { onSession, session, usePerson } from './session';

const PREFIX = 'unsent ';

/** All of it, as text by its name. Where storage is switched off or full it lasts until the page is left. */
let all: ReadonlyMap<string, string> = read();
const listeners = new Set<() => void>();

function read(): Map<string, string> {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
    return new Map(names.map((name) => [name, sessionStorage.getItem(name) ?? '']));
  } catch {
    return new Map();
  }
}

function write(name: string, text: string | undefined): void {
  if (all.get(name) === text) return;
  const next = new Map(all);
  if (text === undefined) next.delete(name);
  else next.set(name, text);
  all = next;
  try {
    if (text === undefined) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {
    // it is in memory
  }
  for (const tell of listeners) tell();
}

function follow(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Whose it is: its name begins so. */
const beginningOf = (person: string) => `${PREFIX}${person} `;

onSession(() => {
  const now = session();
  const isTheirs = (name: string) => now.is !== 'in' || name.startsWith(beginningOf(now.person.id));
  const isLeft = now.is === 'out' && now.because !== 'ended'; // who is asked to sign in again finds what they wrote
  for (const name of all.keys()) if (isLeft || !isTheirs(name)) write(name, undefined);
});

function placeOf(person: { id: string; organisation: string }, environment: Environment, what: string): string {
  return `${beginningOf(person.id)}${person.organisation} ${environment} ${what} `;
}

/** What is not sent of a kind, by the ids of what it is for. */
export function useUnsent<Value>(what: string) {
  const place = placeOf(usePerson(), useEnvironment(), what);
  const of = useCallback(
    (id: string): Value | undefined => {
      const text = all.get(place + id);
      return text === undefined ? undefined : (JSON.parse(text) as Value);
    },
    [place],
  );
  const keep = useCallback((id: string, value: Value | undefined) => write(place + id, value === undefined ? undefined : JSON.stringify(value)), [place]);
  return { of, keep };
}

/** The ids of all for which something of a kind is not sent, and `counts`. Who types on changes none of them. */
export function useUnsentIds<Value>(what: string, counts?: (value: Value) => boolean): ReadonlySet<string> {
  const place = placeOf(usePerson(), useEnvironment(), what);
  const ids = useSyncExternalStore(follow, () => idsAt(place, counts));
  return useMemo(() => new Set(ids.split(' ')), [ids]);
}

/** Ids with a space between: one text for the same ids. */
function idsAt<Value>(place: string, counts: ((value: Value) => boolean) | undefined): string {
  const named = Array.from(all).filter(([name, text]) => name.startsWith(place) && (!counts || counts(JSON.parse(text) as Value)));
  return named.map(([name]) => name.slice(place.length)).join(' ');
}
