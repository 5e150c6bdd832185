/**
 * Writing: what the person did is shown at once, and taken back with a message when the API refuses it. What needs a recent
 * sign-in asks for the password or a code first (`recent.ts`).
 *
 *     const revoke = useWrite((client, key: ApiKey) => client.keys.revoke(key.id), {
 *       at: 'keys.list', change: (key, revoked) => (key.id === revoked.id ? { ...key, status: 'revoked' } : key),
 *       again: ['keys.list'], done: t`S’ha revocat la clau`,
 *     });
 *     revoke.mutate(key);
 */
import type { BiVelio } from '@bivelio/sdk';
import { useMutation, useMutationState, useQueryClient } from '@tanstack/react-query';
import { toast, toastError } from '~/ui/toast';
import { useClient } from './client';
import { useEnvironment } from './environment';
import { withProof } from './recent';
import type { ListPage } from './use-list';

interface Write<Input, Output, Item> {
  /** Under which name others find what is being sent (`useSending`). */
  name?: readonly string[];
  /** The operation whose lists show the change at once. Writes to the same lists are sent one after the other. */
  at?: string;
  /** Return an item of those lists as it will be; undefined when it will be gone. */
  change?: (item: Item, input: Input) => Item | undefined;
  /** Operations whose answers are read again afterwards. */
  again?: string[];
  /** What to say when it is done. */
  done?: string | ((output: Output, input: Input) => string);
  onDone?: (output: Output, input: Input) => void;
  /** Who shows the error: a form (`useForm`) beside its fields; otherwise a message does. */
  errorsAreShown?: boolean;
}

/** Return the mutation of an operation that writes. */
export function useWrite<Input, Output, Item = never>(
  ask: (client: BiVelio, input: Input) => PromiseLike<Output>,
  { name, at, change, again = [], done, onDone, errorsAreShown = false }: Write<Input, Output, Item> = {},
) {
  const client = useClient();
  const environment = useEnvironment();
  const cache = useQueryClient();
  return useMutation<Output, Error, Input, () => void>({
    ...(name && { mutationKey: name }),
    ...(at && { scope: { id: `${at} ${environment}` } }),
    mutationFn: (input) => withProof(() => ask(client, input)),
    onMutate: async (input) => {
      if (!at || !change) return () => undefined;
      const lists = { queryKey: [at, environment] };
      await cache.cancelQueries(lists);
      const before = cache.getQueriesData<ListPage<Item>>(lists);
      cache.setQueriesData<ListPage<Item>>(lists, (page) => page && { ...page, items: changed(page.items, change, input) });
      return () => before.forEach(([key, page]) => cache.setQueryData(key, page));
    },
    onError: (error, _input, undo) => {
      undo?.();
      if (!errorsAreShown) toastError(error);
    },
    onSuccess: (output, input) => {
      if (done) toast(typeof done === 'string' ? done : done(output, input));
      onDone?.(output, input);
    },
    onSettled: () => Promise.all(again.map((operation) => cache.invalidateQueries({ queryKey: [operation, environment] }))),
  });
}

/** What is being sent under a name, in its order. */
export function useSending<Input>(name: readonly string[]): Input[] {
  return useMutationState({
    filters: { mutationKey: name, exact: true, status: 'pending' },
    select: ({ state }) => state.variables as Input,
  });
}

function changed<Item, Input>(items: Item[], change: (item: Item, input: Input) => Item | undefined, input: Input): Item[] {
  return items.map((item) => change(item, input)).filter((item): item is Awaited<Item> & Item => item !== undefined);
}
