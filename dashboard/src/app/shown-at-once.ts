/** What a write changes in the pages of a list before the API has answered, and how that is taken back. */
import type { QueryClient } from '@tanstack/react-query';
import { type ItemOf, type ListOperation, pagesOf } from './cache-keys';
import type { Environment } from './environment';
import type { ListPage } from './use-list';

/** Return an item as it will be; undefined when it will be gone. */
export type Change<At extends ListOperation, Input> = (item: ItemOf<At>, input: Input) => ItemOf<At> | undefined;

/**
 * Change the pages of a list. Returns the function that takes it back.
 *
 * It never rejects: a change that throws leaves the pages as they were and is told to the console, and the write goes on.
 */
export async function showAtOnce<At extends ListOperation, Input>(
  cache: QueryClient,
  environment: Environment,
  at: At,
  change: Change<At, Input>,
  input: Input,
): Promise<() => void> {
  const pages = { queryKey: pagesOf(environment, at) };
  const before = cache.getQueriesData<ListPage<ItemOf<At>>>(pages);
  const undo = () => {
    for (const [key, page] of before) cache.setQueryData(key, page);
  };
  try {
    await cache.cancelQueries(pages);
    cache.setQueriesData<ListPage<ItemOf<At>>>(pages, (page) => page && { ...page, items: changed(page.items, change, input) });
  } catch (error) {
    undo();
    console.error(error);
  }
  return undo;
}

function changed<Item, Input>(items: Item[], change: (item: Item, input: Input) => Item | undefined, input: Input): Item[] {
  return items.flatMap((item) => change(item, input) ?? []);
}
