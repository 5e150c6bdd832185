/** Views: the filters of a list under a name. They are kept in this browser, for each organisation. */
import { useMatches } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { remember, remembered } from './remembered';
import { usePerson } from './session';

export interface View {
  name: string;
  /** The search parameters of the list. */
  search: Record<string, unknown>;
}

/** What is in the address besides filters: the environment, the page of the list, and what is open on it. */
const NO_FILTERS = new Set(['env', 'page', 'id', 'new', 'edit', 'do', 'event', 'run', 'with', 'step', 'import', 'iteration', 'branch']);
const MOST = 20;

const listeners = new Set<() => void>();

/** What an address has to be a view: its filters, and the tab that they are on. */
export function filtersOf(search: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => !NO_FILTERS.has(name) && value !== undefined));
}

/** Whether two addresses show the same. */
export function isSame(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const text = (search: Record<string, unknown>) => JSON.stringify(Object.entries(search).sort(([name], [another]) => name.localeCompare(another)));
  return text(one) === text(other);
}

/** The views of the page that is shown, and the functions that keep one and forget it. */
export function useViews() {
  const { organisation } = usePerson();
  const { path, search } = useMatches({
    select: (matches) => {
      const last = matches.at(-1);
      return { path: last?.fullPath ?? '/', search: (last?.search ?? {}) as Record<string, unknown> };
    },
  });
  const place = `views ${organisation} ${path}`;
  const text = useSyncExternalStore(listen, () => remembered(place) ?? '');
  const views = parsed(text);
  const write = (next: View[]) => {
    if (!remember(place, JSON.stringify(next))) return; // the list of views stays as it was
    for (const tell of listeners) tell();
  };
  return {
    views,
    filters: filtersOf(search),
    keep: (view: View) => write([...views.filter(({ name }) => name !== view.name), view].slice(-MOST)),
    forget: (name: string) => write(views.filter((one) => one.name !== name)),
  };
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  addEventListener('storage', tell); // another tab
  return () => {
    listeners.delete(tell);
    removeEventListener('storage', tell);
  };
}

/** The views of a stored text; what is none of ours counts as nothing. */
export function parsed(text: string): View[] {
  try {
    const found: unknown = JSON.parse(text || '[]');
    return Array.isArray(found) ? found.filter(isView) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is View {
  const { name, search } = (value ?? {}) as Partial<View>;
  return typeof name === 'string' && typeof search === 'object' && search !== null;
}
