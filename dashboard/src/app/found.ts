/** What the command palette finds besides pages: contacts, invoices and workflows, each where the dashboard has its page. */
import type { BiVelio } from '@bivelio/sdk';
import { useEffect, useState } from 'react';
import { numberShown } from './invoice-number';
import type { Text } from './language';
import { PAGES } from './pages';
import { query as searched } from './search';
import { useRead } from './use-read';

export interface Found {
  key: string;
  title: string;
  kind: Text;
  to: string;
  params?: Record<string, string>;
  search?: Record<string, string>;
}

interface Source {
  /** The page that shows one; without it nothing is asked. */
  page: string;
  kind: Text;
  find: (client: BiVelio, query: string) => Promise<Omit<Found, 'kind' | 'to'>[]>;
}

const MOST = 5;
const PAUSE = 200;

const SOURCES: Source[] = [
  {
    page: '/contacts/$id',
    kind: { ca: 'Contacte', es: 'Contacto', en: 'Contact' },
    find: async (client, query) => {
      const { items } = await client.contacts.list({ search: query, per_page: MOST });
      return items.map(({ id, name, email }) => ({ key: id, title: [name, email].filter(Boolean).join(' · '), params: { id } }));
    },
  },
  {
    page: '/invoices/$id',
    kind: { ca: 'Factura', es: 'Factura', en: 'Invoice' },
    find: async (client, query) => {
      const { items } = await client.invoices.list({ search: query, per_page: MOST });
      return items.map((one) => ({ key: one.id, title: [numberShown(one) || one.id, one.client?.name].filter(Boolean).join(' · '), params: { id: one.id } }));
    },
  },
  {
    page: '/workflows/$id',
    kind: { ca: 'Flux de treball', es: 'Flujo de trabajo', en: 'Workflow' },
    find: async (client, query) => {
      const { items } = await client.workflows.list({ per_page: 100 });
      const named = items.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
      return named.slice(0, MOST).map(({ id, name }) => ({ key: id, title: name, params: { id } }));
    },
  },
];

/** What a query finds, when the typing pauses, and whether that is still to come. A source that fails finds nothing: the pages are still there. */
export function useFound(query: string): { found: Found[]; isSearching: boolean } {
  const wanted = searched(query);
  const asked = searched(usePaused(query));
  const { data, isPending } = useRead(['palette', asked ?? ''], (client) => find(client, asked ?? ''), { enabled: asked !== undefined });
  return { found: (asked !== undefined && data) || [], isSearching: wanted !== undefined && (asked !== wanted || isPending) };
}

async function find(client: BiVelio, query: string): Promise<Found[]> {
  const known = SOURCES.filter((source) => PAGES.some(({ path }) => path === source.page));
  const answers = await Promise.allSettled(known.map((source) => source.find(client, query)));
  return answers.flatMap((answer, at) => {
    const { kind, page } = known[at]!;
    return answer.status === 'fulfilled' ? answer.value.map((one) => ({ ...one, kind, to: page })) : [];
  });
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
