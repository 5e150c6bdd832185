/** How an area of the dashboard declares a page: see README.md. */
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import { WholeLoading } from '~/ui/loading';
import { root, shell } from './frame';
import { loadArea, type Text } from './language';
import type { Role } from './session';

/** The groups of the menu, in their order. */
export const GROUPS = {
  start: undefined,
  business: { ca: 'Negoci', es: 'Negocio', en: 'Business' },
  automation: { ca: 'Automatització', es: 'Automatización', en: 'Automation' },
  developers: { ca: 'Desenvolupament', es: 'Desarrollo', en: 'Developers' },
  settings: { ca: 'Configuració', es: 'Configuración', en: 'Settings' },
} satisfies Record<string, Text | undefined>;

export type Group = keyof typeof GROUPS;

interface About<Path extends string, Search> {
  /** Below `/app`: `/webhooks/$id`. */
  path: Path;
  /** Its folder in `src/pages`, whose messages are loaded with it. */
  area: string;
  /** Other areas that it shows parts of. */
  parts?: string[];
  /** In the menu, the command palette and the window's title; needed before the area's messages are loaded. */
  title: Text;
  /** Further words that the command palette finds it by, in any language. */
  words?: string;
  /** What it reads from the address; by `searchOf`. */
  search?: (raw: Record<string, unknown>) => Search;
  /** The file of its component, which is the default export: a chunk of its own. */
  load: () => Promise<{ default: ComponentType }>;
}

interface InMenu {
  /** Where it stands in the menu. A page without a group is reached from other pages alone. */
  group?: Group;
  icon?: LucideIcon;
  /** The least role that may use it; the menu shows it to no one else. */
  role?: Role;
}

export type Page = Pick<About<string, unknown>, 'path' | 'area' | 'title' | 'words'> & InMenu & { route: AnyRoute };

/** Declare a page inside the shell, for people who are signed in. */
export function page<const Path extends string, Search extends object = object>(about: About<Path, Search> & InMenu) {
  return { ...about, route: createRoute({ getParentRoute: () => shell, ...optionsOf(about) }) };
}

/** Declare a page that everybody may open: a link of an e-mail. */
export function publicPage<const Path extends string, Search extends object = object>(about: About<Path, Search>) {
  return { ...about, route: createRoute({ getParentRoute: () => root, ...optionsOf(about), pendingComponent: WholeLoading }) };
}

function optionsOf<Path extends string, Search>({ path, area, parts = [], search, load }: About<Path, Search>) {
  return {
    path,
    validateSearch: (raw: Record<string, unknown>): Search => search?.(raw) ?? ({} as Search),
    loader: () => Promise.all([area, ...parts].map(loadArea)),
    component: lazyRouteComponent(load),
  };
}
