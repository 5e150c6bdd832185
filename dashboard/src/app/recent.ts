/**
 * A recent proof of identity, which the API asks for before what a thief of the session must not do: `AUTH_CONFIRMATION_REQUIRED`.
 * `useWrite` sends each request through `withProof`, which has the person asked (`ProofDialog`) and sends it again.
 */
import { AuthConfirmationRequiredError } from '@bivelio/sdk';
import { useSyncExternalStore } from 'react';
import { onSession, session } from './session';

/** The question that is open. */
export interface Question {
  /** What proves it: the password, or with a second factor a code. */
  method: 'password' | 'code';
  /** Called once: whether the person has proved it. */
  answer: (isProved: boolean) => void;
}

let question: Question | undefined;
let asked: Promise<boolean> | undefined;
const listeners = new Set<() => void>();

function ask(method: Question['method']): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    show({ method, answer: resolve });
  }).finally(() => {
    asked = undefined;
    show(undefined);
  });
  return asked;
}

function show(next: Question | undefined): void {
  question = next;
  for (const tell of listeners) tell();
}

onSession(() => {
  if (session().is !== 'in') question?.answer(false); // nobody is there to answer it
});

/** Send a request; when it needs a proof, ask for one and send it again. Rejects with the API's error when none is given. */
export async function withProof<T>(send: () => PromiseLike<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof AuthConfirmationRequiredError)) throw error;
    if (!(await ask(error.details['method'] === 'code' ? 'code' : 'password'))) throw error;
    return await send();
  }
}

/** The question that is open; the component is drawn again when it changes. */
export function useQuestion(): Question | undefined {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => question,
  );
}
