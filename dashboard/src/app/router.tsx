/** The router: all pages below `/app`. */
import { createRoute, createRouter } from '@tanstack/react-router';
import { Broken } from './broken';
import { root, shell } from './frame';
import { Missing } from './missing';
import { PAGES, type pages, publicPages } from './pages';
import { PageLoading } from '~/ui/loading';
import { Toasts } from '~/ui/toasts';

type Routes<P extends readonly { route: unknown }[]> = { [at in keyof P]: P[at]['route'] };

/** Inside the shell, so that people who are not signed in learn nothing about addresses. */
const missing = createRoute({ getParentRoute: () => shell, path: '$', component: Missing });

const tree = root.addChildren([
  shell.addChildren([...(PAGES.map(({ route }) => route) as unknown as Routes<typeof pages>), missing]),
  ...(publicPages.map(({ route }) => route) as unknown as Routes<typeof publicPages>),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: import.meta.env.BASE_URL,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0, // data is kept by the queries
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
  // Inside the router: the request that a message names is a link.
  InnerWrap: ({ children }) => (
    <>
      {children}
      <Toasts />
    </>
  ),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
