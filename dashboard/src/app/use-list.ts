/**
 * Lists with numbered pages:
 *
 *     const { page = 1, q } = keys.route.useSearch();
 *     const list = useList(['keys.list', { q }], page, (client, at) => client.keys.list({ ...at, search: q }));
 *
 * and lists that go on from a cursor (`useFeed`). Both are for `<ListView>`, which shows what there is in each state.
 */
import type { BiVelio } from '@bivelio/sdk';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { feedKey, type ItemOf, type ListOperation, type Name, pageKey } from './cache-keys';
import { useClient } from './client';
import { useEnvironment } from './environment';

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

interface ListOptions {
  refetchInterval?: number | false;
  enabled?: boolean;
  refetchOnWindowFocus?: boolean;
}

/** Read a page of a list. While another page is read, the former one stays. */
export function useList<At extends ListOperation>(
  name: Name<At>,
  page: number,
  ask: (client: BiVelio, at: { page: number; per_page: number }) => PromiseLike<NumberedPage<ItemOf<At>>>,
  options: ListOptions = {},
) {
  const client = useClient();
  const query = useQuery<ListPage<ItemOf<At>>>({
    queryKey: pageKey(useEnvironment(), name, page),
    queryFn: async () => {
      const { items, pagination } = await ask(client, { page, per_page: PER_PAGE });
      return { items, pagination };
    },
    placeholderData: keepPreviousData,
    ...options,
  });
  const items: ItemOf<At>[] = query.data?.items ?? [];
  return { ...query, items, pagination: query.data?.pagination };
}

/** What the API answers to a list without numbers. */
interface CursorPage<Item> {
  items: Item[];
  hasNext(): boolean;
  nextPage(): Promise<CursorPage<Item> | undefined>;
  /** Of a search that looks through more than it finds: at how many it has looked for this page. */
  progress?: { looked_at: number };
}

/** Read a list that goes on from a cursor, page by page. */
export function useFeed<Item>(
  name: Name,
  ask: (client: BiVelio) => PromiseLike<CursorPage<Item>>,
  options: ListOptions = {},
) {
  const client = useClient();
  const query = useInfiniteQuery({
    queryKey: feedKey(useEnvironment(), name),
    initialPageParam: undefined as CursorPage<Item> | undefined,
    queryFn: async ({ pageParam }) => (pageParam ? ((await pageParam.nextPage()) ?? pageParam) : ask(client)),
    getNextPageParam: (last) => (last.hasNext() ? last : undefined),
    ...options,
  });
  return { ...query, items: query.data?.pages.flatMap((one) => one.items) ?? [] };
}
