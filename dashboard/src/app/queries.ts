/** The cache of what was read, and who may keep it: it is emptied when somebody signs out or changes organisation. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { APIError, AuthMfaNotEnrolledError } from '@bivelio/sdk';
import { onSession, personAt, session } from './session';

/** The organisation has begun to require a second factor: read that, so that the frame leads to it (`must-enrol.tsx`). */
function onError(error: unknown): void {
  if (error instanceof AuthMfaNotEnrolledError) void queries.invalidateQueries({ queryKey: ['auth.me'] });
}

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: false, // the SDK has tried again already, where that is safe
      refetchOnWindowFocus: true,
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});

onSession((before) => {
  const [former, person] = [personAt(before), personAt(session())];
  if (!person || (former && former.id !== person.id)) queries.clear();
  else if (former && former.organisation !== person.organisation) void queries.resetQueries();
  else if (before.is === 'out' && former) void queries.invalidateQueries(); // who comes back has what failed read again
});

/** The error as one of the API's, if it is. */
export function apiError(error: unknown): APIError | undefined {
  return error instanceof APIError ? error : undefined;
}
