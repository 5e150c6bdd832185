/** Reading one thing: `useRead(['webhooks.get', id], (client) => client.webhooks.get(id))`. */
import type { BiVelio } from '@bivelio/sdk';
import { type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { type Name, readKey } from './cache-keys';
import { useClient } from './client';
import { useEnvironment } from './environment';

export type ReadOptions<T> = Pick<UseQueryOptions<T>, 'enabled' | 'refetchInterval' | 'placeholderData' | 'staleTime'>;

/** Read by an operation; `name` is the operation and what it was asked with. Hidden tabs do not ask again by themselves. */
export function useRead<T>(name: Name, ask: (client: BiVelio) => PromiseLike<T>, options: ReadOptions<T> = {}) {
  const client = useClient();
  return useQuery<T>({
    queryKey: readKey(useEnvironment(), name),
    queryFn: async () => ask(client),
    ...options,
  });
}
