/**
 * Views: the filters, the order and the columns of a list under a name. The platform keeps them, of a person alone or shared with the
 * team; what this browser has of former releases moves there, and what a viewer keeps stays here.
 */
import type { SavedView } from '@bivelio/sdk';
import { useMatches } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { useEnvironment } from './environment';
import { remember, remembered } from './remembered';
import { usePerson } from './session';
import { useMay } from './use-may';
import { useRead } from './use-read';
import { useWrite } from './use-write';

export interface View {
  name: string;
  kept: Kept;
  /** As the platform has it; without it, this browser does. */
  saved?: SavedView;
}

/** What is in the address besides filters: the environment, the page of the list, and what is open on it. */
const NO_FILTERS = new Set(['env', 'page', 'id', 'new', 'edit', 'do', 'event', 'run', 'with', 'step', 'import', 'iteration', 'branch', 'receive', 'remind']);
const MOST = 20;
const KEPT_FOR = 60_000;

const listeners = new Set<() => void>();

/** What an address has to be a view: its filters, its order and columns, and the tab that they are on. */
export function filtersOf(search: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => !NO_FILTERS.has(name) && value !== undefined));
}

/** Whether two addresses show the same. */
export function isSame(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const text = (search: Record<string, unknown>) => JSON.stringify(Object.entries(search).sort(([name], [another]) => name.localeCompare(another)));
  return text(one) === text(other);
}

/** What the platform keeps of a view. */
export type Kept = Pick<SavedView, 'filters' | 'sort' | 'columns'>;

/** What is kept of an address: filters as texts, the order, the columns that are shown. */
export function keptOf(search: Record<string, unknown>, columns: readonly string[] = []): Kept {
  const { sort, cols, ...filters } = filtersOf(search);
  const texts = Object.entries(filters).map(([name, value]): [string, string[]] => [name, (Array.isArray(value) ? value : [value]).map(String)]);
  return {
    filters: Object.fromEntries(texts.filter(([, values]) => values.length)),
    ...(typeof sort === 'string' && { sort }),
    columns: Array.isArray(cols) ? cols.map(String) : [...columns],
  };
}

/** The search parameters of what is kept; the page's route reads them as it reads an address that somebody typed. */
export function searchOf({ filters, sort, columns }: Kept): Record<string, unknown> {
  const raw = Object.fromEntries(Object.entries(filters).map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
  return { ...raw, ...(sort && { sort }), ...(columns.length && { cols: columns }) };
}

/** Whether a view is what is shown; one without columns is so with any. */
export function isShown(view: Kept, shown: Kept): boolean {
  return isSame(view.filters, shown.filters) && view.sort === shown.sort && (!view.columns.length || String(view.columns) === String(shown.columns));
}

/** The name of the list of a path: `/knowledge/$name`. */
export function listOf(path: string): string {
  return path.replaceAll('$', '').replace(/^\/|\/$/g, '') || 'home';
}

/** The views of the page that is shown, with these columns; they are read when they are wanted. */
export function useViews(columns: readonly string[], isWanted: boolean) {
  const mayWrite = useMay('member');
  const isLive = useEnvironment() === 'live';
  const { path, search } = useMatches({
    select: (matches) => {
      const last = matches.at(-1);
      return { path: last?.fullPath ?? '/', search: (last?.search ?? {}) as Record<string, unknown> };
    },
  });
  const list = listOf(path);
  const ofBrowser = useBrowserViews(path);
  const read = useRead(['views.list', list], async (client) => (await client.views.list({ list })).views, { enabled: isWanted || hasFilters(search), staleTime: KEPT_FOR });
  const { mutate: move, isIdle } = useWrite(
    async (client, views: View[]) => {
      for (const { name, kept } of views) await client.views.save({ list, name, ...kept });
      ofBrowser.write([]);
    },
    { again: ['views.list'] },
  );
  const found = read.data;
  useEffect(() => {
    // The sandbox forgets its views every day: those of this browser stay in it until live is looked at.
    if (!found || !mayWrite || !isLive || !isIdle || !ofBrowser.views.length) return;
    move(ofBrowser.views.filter(({ name }) => !found.some((one) => one.name === name)));
  });
  const views: View[] = [...(found ?? []).map((saved) => ({ name: saved.name, kept: saved, saved })), ...ofBrowser.views.filter(({ name }) => !found?.some((one) => one.name === name))];
  const shown = keptOf(search, columns);
  return { list, views, shown, open: views.find(({ kept }) => isShown(kept, shown)), hasFilters: hasFilters(search), isReading: read.isFetching && !found, error: read.error, mayWrite, ofBrowser };
}

/** Whether an address has more than a tab. */
export function hasFilters(search: Record<string, unknown>): boolean {
  return Object.keys(filtersOf(search)).some((name) => !['tab', 'view', 'cols'].includes(name));
}

/** The views of a page that this browser keeps. */
export function useBrowserViews(path: string) {
  const { organisation } = usePerson();
  const place = `views ${organisation} ${path}`;
  const text = useSyncExternalStore(listen, () => remembered(place) ?? '');
  const views = parsed(text).map(({ name, search }): View => ({ name, kept: keptOf(search) }));
  const write = (next: View[]) => {
    const stored = next.map(({ name, kept }) => ({ name, search: searchOf(kept) }));
    if (!remember(place, stored.length ? JSON.stringify(stored) : undefined)) return; // the list of views stays as it was
    for (const tell of listeners) tell();
  };
  return {
    views,
    write,
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

interface Stored {
  name: string;
  search: Record<string, unknown>;
}

/** The views of a stored text; what is none of ours counts as nothing. */
export function parsed(text: string): Stored[] {
  try {
    const found: unknown = JSON.parse(text || '[]');
    return Array.isArray(found) ? found.filter(isStored) : [];
  } catch {
    return [];
  }
}

function isStored(value: unknown): value is Stored {
  const { name, search } = (value ?? {}) as Partial<Stored>;
  return typeof name === 'string' && typeof search === 'object' && search !== null;
}
