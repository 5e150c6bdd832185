/**
 * Lists with numbered pages:
 *
 *     const { page = 1, q } = keys.route.useSearch();
 *     const list = useList(['keys.list', { q }], page, (client, at) => client.keys.list({ ...at, search: q }));
 *
 * and lists that go on from a cursor (`useFeed`). Both are for `<ListView>`, which shows what there is in each state.
 */
import type { BiVelio } from '@bivelio/sdk';
import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useClient } from './client';
import { useEnvironment } from './environment';
import { keptAs, type ReadOptions, useRead } from './use-read';

export const PER_PAGE = 25;

export interface Pagination {
  page: number;
  per_page: number;
  total: number;
  total_pages: number;
}

/** What is kept of a page of a list. */
export interface ListPage<Item> {
  items: Item[];
  pagination: Pagination;
}

interface NumberedPage<Item> {
  items: Item[];
  pagination: Pagination;
}

/** Read a page of a list. While another page is read, the former one stays. */
export function useList<Item>(
  name: QueryKey,
  page: number,
  ask: (client: BiVelio, at: { page: number; per_page: number }) => PromiseLike<NumberedPage<Item>>,
  options: ReadOptions<ListPage<Item>> = {},
) {
  const query = useRead<ListPage<Item>>(
    [...name, { page }],
    async (client) => {
      const { items, pagination } = await ask(client, { page, per_page: PER_PAGE });
      return { items, pagination };
    },
    { placeholderData: keepPreviousData, ...options },
  );
  return { ...query, items: query.data?.items ?? [], pagination: query.data?.pagination };
}

/** What the API answers to a list without numbers. */
interface CursorPage<Item> {
  items: Item[];
  hasNext(): boolean;
  nextPage(): Promise<CursorPage<Item> | undefined>;
}

/** Read a list that goes on from a cursor, page by page. */
export function useFeed<Item>(
  name: QueryKey,
  ask: (client: BiVelio) => PromiseLike<CursorPage<Item>>,
  options: { refetchInterval?: number | false; enabled?: boolean } = {},
) {
  const client = useClient();
  const query = useInfiniteQuery({
    queryKey: keptAs(useEnvironment(), name),
    initialPageParam: undefined as CursorPage<Item> | undefined,
    queryFn: async ({ pageParam }) => (pageParam ? ((await pageParam.nextPage()) ?? pageParam) : ask(client)),
    getNextPageParam: (last) => (last.hasNext() ? last : undefined),
    ...options,
  });
  return { ...query, items: query.data?.pages.flatMap((one) => one.items) ?? [] };
}
