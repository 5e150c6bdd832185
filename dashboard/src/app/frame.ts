/** The two routes that all pages hang from: everything, and what only people who are signed in see. */
import { createRootRoute, createRoute, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router';
import { WholeLoading } from '~/ui/loading';
import { oneOf, searchOf } from './search';

export const root = createRootRoute({
  validateSearch: searchOf({ env: oneOf('sandbox') }),
  search: { middlewares: [retainSearchParams(['env'])] },
});

export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: lazyRouteComponent(() => import('./shell')),
  pendingComponent: WholeLoading,
});
