/** Draw a component in a test with what the frame gives it: texts, a session, the cache, an address, and an API that the test plays. */
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { show } from '~/app/language';
import { queries } from '~/app/queries';
import { forget, keep } from '~/app/tokens';

configure({ asyncUtilTimeout: 20_000 }); // a busy machine is no fault of the component

/** A request that the API was sent: its operation, `contacts/create`, and its data. */
export interface Asked {
  operation: string;
  data: unknown;
}

/** A fault of a field, as the API names it. */
export interface Fault {
  field: string;
  constraint: string;
  message: string;
}

/** What the API answers a request: data, the faults of a 422, or an error without a field. */
export type Answer = { data: unknown } | { faults: Fault[] } | { status: number; code: string; message: string };

/** What a test leaves: the next one begins without it. Files share their modules, so that no hook would be run for each. */
function tidy(): void {
  cleanup();
  queries.clear();
  forget();
}

/** Draw an element. `asked` has what was sent, and `person` types and clicks. */
export async function drawn(element: ReactNode, answer: (asked: Asked) => Answer | Promise<Answer> = () => ({ data: {} })) {
  tidy();
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const { data } = JSON.parse(String(init?.body)) as { data: unknown };
    const request = { operation: new URL(String(input)).pathname.replace('/v1/', ''), data };
    asked.push(request);
    const [status, body] = envelope(await Promise.race([answer(request), takenBack(init?.signal)]));
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', 'x-request-id': 'req_1' } });
  });
  await show('ca');
  keep('live', { access_token: `.${btoa(JSON.stringify({ org_id: 'org_1', role: 'owner' }))}.`, expires_in: 3600, user: { id: 'usr_1', email: 'anna@example.com' } });
  const router = createRouter({
    routeTree: createRootRoute({ component: () => element }),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  });
  await router.load();
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </I18nProvider>,
  );
  return { asked, person: userEvent.setup(), router };
}

/** Fails when a request is taken back, as the browser's own does. */
const takenBack = (signal: AbortSignal | null | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

function envelope(answer: Answer): [status: number, body: object] {
  if ('data' in answer) return [200, { success: true, data: answer.data }];
  const error = 'faults' in answer ? { status: 422, code: 'VALIDATION_ERROR', message: 'Hi ha camps que no són vàlids.' } : answer;
  const errors = 'faults' in answer ? answer.faults : [];
  return [error.status, { success: false, error: { code: error.code, message: error.message, details: { errors } }, request_id: 'req_1' }];
}
