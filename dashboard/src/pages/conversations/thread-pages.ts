/**
 * The pages of a thread that are shown: a few around what one looks at, however many messages there are.
 *
 * The API lists messages oldest first, so a full page stays what it is. Pages have places: 1 and more are those of the
 * conversation; 0 and less are those of what was written before the number was connected, the newest of them 0.
 */
import type { BiVelio, ListMessages, Message } from '@bivelio/sdk';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { readKey } from '~/app/cache-keys';
import { useClient } from '~/app/client';
import { type Environment, useEnvironment } from '~/app/environment';
import { useRead } from '~/app/use-read';
import { begins, fitted, newer, older, type Span } from './span';

const A_PAGE = 50;
/** How often what is new is asked for, and how far what was shown before has come: delivered, read. */
const [PAUSE, LONG_PAUSE] = [5_000, 60_000];

interface LastPage {
  messages: Message[];
  total: number;
  /** Which page it is: there are so many. */
  page: number;
}

type Asked = Pick<ListMessages, 'contact_id' | 'past'>;

/** What is shown of the thread with a contact, which has so many messages as far as one knows. */
export function useThreadPages(contact: string, expected: number | undefined) {
  const [chosen, setChosen] = useState<Span>();
  const newest = useLastPage({ contact_id: contact }, { expected, refetchInterval: PAUSE });
  const { page: last = 0, total = 0 } = newest.data ?? {};
  const first = useRef<number>(undefined); // what is shown stays when a page begins
  first.current ??= newest.data && begins(total, A_PAGE);
  const isRead = first.current !== undefined;
  const isWhole = isRead && (chosen?.low ?? first.current ?? 1) <= 1;
  const past = useLastPage({ contact_id: contact, past: true }, { enabled: isWhole });
  const pastPages = past.data?.total ? past.data.page : 0;
  const lowest = 1 - pastPages;
  const begin = { low: pastPages && isWhole ? Math.min(0, first.current ?? 0) : Math.max(1, first.current ?? 1), high: undefined };
  const { low, high } = fitted(chosen ?? begin, last);
  const others = useFullPages(contact, placesOf(low, high).filter((place) => place !== last && place !== 0), pastPages);
  const shown = placesOf(low, high).flatMap((place) => (place === 0 ? past.data : place === last ? newest.data : others.get(place))?.messages ?? []);
  return {
    ...newest,
    messages: shown,
    /** The messages of the last page, shown or not. */
    newest: newest.data?.messages.length ? newest.data.messages : (past.data?.messages ?? []),
    /** Whether somebody has written since the number was connected. */
    isBegun: total > 0,
    isEmpty: isRead && !total && !pastPages && !past.isLoading,
    hasOlder: isRead && low > lowest,
    hasNewer: high < last,
    showOlder: () => setChosen(older({ low, high }, lowest, last)),
    showNewer: () => setChosen(newer({ low, high }, last)),
    showNewest: () => setChosen(undefined),
  };
}

const placesOf = (low: number, high: number) => Array.from({ length: Math.max(0, high - low + 1) }, (_, at) => low + at);

/** Read the last page: in one request where it is still the one that was last, or the one that is expected. */
function useLastPage(asked: Asked, { expected, ...options }: { expected?: number | undefined; enabled?: boolean; refetchInterval?: number }) {
  const known = useRef(Math.max(1, Math.ceil((expected ?? 0) / A_PAGE)));
  const [cache, environment] = [useQueryClient(), useEnvironment()];
  return useRead<LastPage>(
    ['messages.list', asked, 'last'],
    async (client) => {
      let read = await readPage(client, asked, known.current);
      const pages = Math.max(1, read.pagination.total_pages);
      if (pages !== known.current) {
        if (read.messages.length === A_PAGE) cache.setQueryData(keyOf(environment, asked, known.current), read); // it is full: it stays
        read = await readPage(client, asked, pages);
      }
      known.current = pages;
      return { messages: read.messages, total: read.pagination.total, page: read.pagination.total ? pages : 0 };
    },
    options,
  );
}

/** Read pages that are full, by their places. */
function useFullPages(contact: string, places: number[], pastPages: number): Map<number, { messages: Message[] } | undefined> {
  const [client, environment] = [useClient(), useEnvironment()];
  const pages = useQueries({
    queries: places.map((place) => {
      const asked = place > 0 ? { contact_id: contact } : { contact_id: contact, past: true };
      const page = place > 0 ? place : pastPages + place;
      return {
        queryKey: keyOf(environment, asked, page),
        queryFn: async () => readPage(client, asked, page),
        staleTime: LONG_PAUSE,
        refetchInterval: LONG_PAUSE,
      };
    }),
  });
  return new Map(places.map((place, at) => [place, pages[at]?.data]));
}

const keyOf = (environment: Environment, asked: Asked, page: number) => readKey(environment, ['messages.list', asked, { page }]);

function readPage(client: BiVelio, asked: Asked, page: number) {
  return client.messages.list({ ...asked, page, per_page: A_PAGE });
}
