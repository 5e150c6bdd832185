/** Reading one thing: `useRead(['webhooks.get', id], (client) => client.webhooks.get(id))`. */
import type { BiVelio } from '@bivelio/sdk';
import { type QueryKey, type UseQueryOptions, useQuery } from '@tanstack/react-query';
import { useClient } from './client';
import { useEnvironment } from './environment';

export type ReadOptions<T> = Pick<UseQueryOptions<T>, 'enabled' | 'refetchInterval' | 'placeholderData' | 'staleTime'>;

/** Return the name under which something is kept: live and the sandbox apart. Its first part is the operation. */
export function keptAs(environment: string, name: QueryKey): QueryKey {
  return [name[0], environment, ...name.slice(1)];
}

/** Read by an operation; `name` is the operation and what it was asked with. Hidden tabs do not ask again by themselves. */
export function useRead<T>(name: QueryKey, ask: (client: BiVelio) => PromiseLike<T>, options: ReadOptions<T> = {}) {
  const client = useClient();
  return useQuery<T>({
    queryKey: keptAs(useEnvironment(), name),
    queryFn: async () => ask(client),
    ...options,
  });
}
