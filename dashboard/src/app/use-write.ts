/**
 * Writing: what the person did is shown at once, and taken back with a message when the API refuses it. To press again after a
 * lost answer carries nothing out twice (`attempt.ts`). What needs a recent sign-in asks for the password or a code first
 * (`recent.ts`).
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
import { allOf, type ListOperation, type Source } from './cache-keys';
import { useAttempt } from './client';
import { heard } from './connection';
import { useEnvironment } from './environment';
import { askedToStay } from './leaving';
import { withProof } from './recent';
import { type Change, showAtOnce } from './shown-at-once';
import { tellingFetch } from './telling-fetch';

interface Write<Input, Output, At extends ListOperation> {
  /** Under which name others find what is being sent (`useSending`). */
  name?: readonly string[];
  /** The operation whose lists show the change at once. Writes to the same lists are sent one after the other. */
  at?: At;
  change?: Change<At, Input>;
  /** Operations whose answers are read again afterwards. */
  again?: Source[];
  /** What to say when it is done. */
  done?: string | ((output: Output, input: Input) => string);
  onDone?: (output: Output, input: Input) => void;
  /** Who shows the error: a form (`useForm`) beside its fields; otherwise a message does. */
  errorsAreShown?: boolean;
  /** Told how much of a large body, such as a file, is sent: from 0 to 1. */
  onPart?: (part: number) => void;
  /** Whether nothing is lost when the page is left before the answer: the browser does not ask then. */
  mayBeLeft?: boolean;
}

/** Return the mutation of an operation that writes. */
export function useWrite<Input, Output, At extends ListOperation = never>(
  ask: (client: BiVelio, input: Input) => PromiseLike<Output>,
  { name, at, change, again = [], done, onDone, errorsAreShown = false, mayBeLeft = false, onPart }: Write<Input, Output, At> = {},
) {
  const { attempt, client } = useAttempt();
  const environment = useEnvironment();
  const cache = useQueryClient();
  return useMutation<Output, Error, Input, () => void>({
    ...(name && { mutationKey: name }),
    ...(at && { scope: { id: `${at} ${environment}` } }),
    mutationFn: (input) => {
      attempt.begin();
      const through = client(onPart && heard(tellingFetch(onPart)));
      const send = () => withProof(() => ask(through, input));
      return mayBeLeft ? send() : askedToStay(send);
    },
    onMutate: async (input) => (at && change ? showAtOnce(cache, environment, at, change, input) : () => undefined),
    onError: (error, _input, undo) => {
      undo?.();
      if (!errorsAreShown) toastError(error);
    },
    onSuccess: (output, input) => {
      attempt.end();
      if (done) toast(typeof done === 'string' ? done : done(output, input));
      onDone?.(output, input);
    },
    onSettled: () => Promise.all(again.map((operation) => cache.invalidateQueries({ queryKey: allOf(environment, operation) }))),
  });
}

/** What is being sent under a name, in its order. */
export function useSending<Input>(name: readonly string[]): Input[] {
  return useMutationState({
    filters: { mutationKey: name, exact: true, status: 'pending' },
    select: ({ state }) => state.variables as Input,
  });
}
